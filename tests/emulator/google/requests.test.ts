import { describe, expect, it } from "vitest";
import { Bench, parseLines, USER_SCHEMA } from "../support.ts";
import { createJob, download, line, MODEL, untilEnded } from "./support.ts";

/** What becomes of a request with this generation config, in a batch. */
async function result(
  config: Record<string, unknown>,
  { strict = false, request = {} }: { strict?: boolean; request?: Record<string, unknown> } = {},
): Promise<Record<string, unknown>> {
  await using bench = await Bench.open({ workMs: 0, strict });
  const client = bench.google();
  const own = line("a", "I'm Bob, 35 years old.", config);
  const job = await createJob(client, [{ ...own, request: { ...own.request, ...request } }]);
  const ended = await untilEnded(client, job.name);
  const [first] = parseLines(await download(bench, ended.dest?.fileName));
  return first ?? {};
}

function json(schema: unknown): Record<string, unknown> {
  return { responseMimeType: "application/json", responseJsonSchema: schema };
}

function openapi(schema: unknown): Record<string, unknown> {
  return { responseMimeType: "application/json", responseSchema: schema };
}

const PERSON = {
  type: "OBJECT",
  properties: { name: { type: "STRING" }, age: { type: "INTEGER" } },
  propertyOrdering: ["age", "name"],
  required: ["name", "age"],
};

describe("requests that fail on their own", () => {
  const cases: readonly (readonly [string, Record<string, unknown>, string])[] = [
    ["an unknown member", { maxTokens: 5 }, "Unknown name \"maxTokens\" at 'generation_config'"],
    ["a schema without JSON", { responseJsonSchema: USER_SCHEMA }, "needs 'application/json'"],
    ["both schemas", { ...json(USER_SCHEMA), responseSchema: PERSON }, "Only one of"],
    ["a temperature out of range", { temperature: 3 }, "temperature must be in the range"],
    ["no tokens", { maxOutputTokens: 0 }, "max_output_tokens must be positive"],
    [
      "an open object in the OpenAPI subset",
      openapi({ ...PERSON, additionalProperties: false }),
      "Invalid JSON payload received. Unknown name \"additionalProperties\" at 'generation_config.response_schema': Cannot find field.",
    ],
    [
      "an empty object in the OpenAPI subset",
      openapi({
        type: "OBJECT",
        properties: { list: { type: "ARRAY", items: { type: "OBJECT" } } },
      }),
      "response_schema.properties[list].items.properties: should be non-empty for OBJECT type",
    ],
    [
      "siblings of a reference",
      json({
        $defs: { a: { type: "string" } },
        type: "object",
        properties: { a: { $ref: "#/$defs/a", description: "x" } },
      }),
      "no other fields may be set",
    ],
    [
      "a cycle of required members",
      json({
        $ref: "#/$defs/n",
        $defs: { n: { type: "object", properties: { n: { $ref: "#/$defs/n" } }, required: ["n"] } },
      }),
      "Cyclic reference",
    ],
    [
      "a budget and a level",
      { thinkingConfig: { thinkingBudget: 10, thinkingLevel: "LOW" } },
      "only one of thinking budget",
    ],
  ];

  it.each(cases)("%s", async (_, config, message) => {
    expect(await result(config)).toEqual({
      key: "a",
      error: { code: 3, message: expect.stringContaining(message) },
    });
  });

  it("a list that may grow too long is refused without a reason", async () => {
    const schema = {
      type: "object",
      properties: { a: { type: "array", items: { type: "string" }, maxItems: 961 } },
    };
    expect(await result(json(schema))).toEqual({
      key: "a",
      error: { code: 3, message: "Request contains an invalid argument." },
    });
  });

  it("a model other than that of the call", async () => {
    const other = await result({}, { request: { model: "models/gemini-2.5-pro" } });
    expect(other).toMatchObject({ error: { code: 3 } });
    expect(await result({}, { request: { model: `models/${MODEL}` } })).toHaveProperty("response");
  });

  it("no contents", async () => {
    expect(await result({}, { request: { contents: [] } })).toMatchObject({
      error: { code: 3, message: "* GenerateContentRequest.contents: contents is not specified" },
    });
  });
});

/** The text of the answer, or of the thoughts before it. */
function text(answer: Record<string, unknown>): string {
  const match = /"text":"((?:[^"\\]|\\.)*)"/.exec(JSON.stringify(answer));
  const parsed: string = JSON.parse(`"${match?.[1] ?? ""}"`);
  return parsed;
}

describe("what the model does", () => {
  it("follows the OpenAPI subset, in its own order", async () => {
    expect(text(await result(openapi(PERSON)))).toBe('{"age":35,"name":"Bob"}');
  });

  it("does not read keywords of JSON Schema that it does not know", async () => {
    const schema = {
      type: "object",
      properties: { kind: { const: "person" }, name: { type: "string", minLength: 50 } },
      required: ["kind", "name"],
    };
    const answer: Record<string, unknown> = JSON.parse(text(await result(json(schema))));
    expect(answer["name"]).toBe("Bob");
    expect(answer["kind"]).not.toBe("person");
  });

  it("answers a JSON Schema in a batch with values under other names, where reports are taken for true", async () => {
    expect(text(await result(json(USER_SCHEMA), { strict: true }))).toBe('{"name":35,"age":"Bob"}');
    expect(text(await result(openapi(PERSON), { strict: true }))).toBe('{"age":35,"name":"Bob"}');
  });

  it("shows its thoughts where they are asked for", async () => {
    const shown = await result({
      thinkingConfig: { includeThoughts: true, thinkingLevel: "HIGH" },
    });
    expect(shown).toMatchObject({
      response: {
        candidates: [
          { content: { parts: [{ thought: true }, { thoughtSignature: expect.any(String) }] } },
        ],
        usageMetadata: { thoughtsTokenCount: 128 },
      },
    });
    const off = await result({ thinkingConfig: { thinkingBudget: 0 } });
    expect(off).not.toHaveProperty("response.usageMetadata.thoughtsTokenCount");
  });

  it("cuts an answer at the cap, thoughts included", async () => {
    expect(await result({ ...json(USER_SCHEMA), maxOutputTokens: 66 })).toMatchObject({
      response: {
        candidates: [{ finishReason: "MAX_TOKENS", content: { parts: [{ text: '{"name":' }] } }],
      },
    });
    const nothing = await result({ ...json(USER_SCHEMA), maxOutputTokens: 10 });
    expect(nothing).toMatchObject({
      response: { candidates: [{ finishReason: "MAX_TOKENS", content: { role: "model" } }] },
    });
    expect(nothing).not.toHaveProperty("response.candidates.0.content.parts");
  });

  it("calls the function that it has to call", async () => {
    const request = {
      tools: [{ functionDeclarations: [{ name: "save", parametersJsonSchema: USER_SCHEMA }] }],
      toolConfig: { functionCallingConfig: { mode: "ANY" } },
    };
    expect(await result({}, { request })).toMatchObject({
      response: {
        candidates: [
          {
            content: {
              parts: [{ functionCall: { name: "save", args: { name: "Bob", age: 35 } } }],
            },
          },
        ],
      },
    });
  });
});

describe("calls that are answered at once", () => {
  it("generates, counts tokens, and lists and retrieves models", async () => {
    await using bench = await Bench.open({ models: ["gemini-next"] });
    const client = bench.google();
    const response = await client.models.generateContent({
      model: MODEL,
      contents: "This is Sarah speaking. I'm 42.",
      config: { responseMimeType: "application/json", responseJsonSchema: USER_SCHEMA },
    });
    expect(JSON.parse(response.text ?? "")).toEqual({ name: "Sarah", age: 42 });
    const counted = await client.models.countTokens({ model: MODEL, contents: "x".repeat(400) });
    expect(counted.totalTokens).toBe(104);
    const names: (string | undefined)[] = [];
    for await (const model of await client.models.list({ config: { pageSize: 3 } }))
      names.push(model.name);
    expect(names).toEqual(expect.arrayContaining([`models/${MODEL}`, "models/gemini-next"]));
    expect(new Set(names).size).toBe(names.length);
    expect(await client.models.get({ model: MODEL })).toMatchObject({ name: `models/${MODEL}` });
    await expect(client.models.get({ model: "gemini-0" })).rejects.toMatchObject({ status: 404 });
  });

  it("honours a JSON Schema outside batches, whatever the reports", async () => {
    await using bench = await Bench.open({ strict: true });
    const response = await bench.google().models.generateContent({
      model: MODEL,
      contents: "I'm Bob, 35.",
      config: { responseMimeType: "application/json", responseJsonSchema: USER_SCHEMA },
    });
    expect(JSON.parse(response.text ?? "")).toEqual({ name: "Bob", age: 35 });
  });

  it("takes a wrong key for a wrong argument, and none for a stranger", async () => {
    await using bench = await Bench.open();
    await expect(
      bench
        .google({ apiKey: "wrong", httpOptions: { baseUrl: bench.emulator.url } })
        .batches.list(),
    ).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("API_KEY_INVALID"),
    });
    const none = await fetch(`${bench.emulator.url}/v1/batches`);
    expect(none.status).toBe(403);
    expect(await none.json()).toMatchObject({ error: { status: "PERMISSION_DENIED" } });
  });
});
