import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { testEmulator } from "../support/emulated.ts";
import { workplace, type Workplace } from "../support/workplace.ts";

/** Request files as other tools write them: hand-made, with schemas of their own or none. */
const TEXTS = ["I am Ann and 30 years old.", "I am Bob and 41 years old."];
const PEOPLE = [
  { id: "one", data: { name: "Ann", age: 30 } },
  { id: "two", data: { name: "Bob", age: 41 } },
];
const IDS = PEOPLE.map(({ id }) => id);
const SCHEMA = {
  type: "object",
  properties: { name: { type: "string" }, age: { type: "integer" } },
  required: ["name", "age"],
  additionalProperties: false,
};

function chatLine(text: string, index: number, more: object = {}): object {
  const body = {
    model: "gpt-4o-mini",
    messages: [{ role: "user", content: text }],
    response_format: {
      type: "json_schema",
      json_schema: { name: "person", schema: SCHEMA, strict: true },
    },
  };
  return { custom_id: IDS[index], method: "POST", url: "/v1/chat/completions", body, ...more };
}

function responsesLine(text: string, index: number): object {
  const body = {
    model: "gpt-4o-mini",
    input: text,
    text: { format: { type: "json_schema", name: "person", schema: SCHEMA, strict: true } },
  };
  return { custom_id: IDS[index], method: "POST", url: "/v1/responses", body };
}

function anthropicLine(text: string, index: number, model = "claude-haiku-4-5"): object {
  const params = {
    model,
    max_tokens: 5_000,
    messages: [{ role: "user", content: text }],
    output_config: { format: { type: "json_schema", schema: SCHEMA } },
  };
  return { custom_id: IDS[index], params };
}

function googleLine(text: string, index: number): object {
  const request = {
    contents: [{ role: "user", parts: [{ text }] }],
    generationConfig: { responseMimeType: "application/json", responseJsonSchema: SCHEMA },
  };
  return { key: IDS[index], request };
}

const FILES = [
  ["openai/gpt-4o-mini", "chat completions", chatLine],
  ["openai/gpt-4o-mini", "responses", responsesLine],
  ["anthropic/claude-haiku-4-5", "messages", anthropicLine],
  ["google/gemini-2.5-flash", "contents", googleLine],
] as const;

async function write(place: Workplace, lines: readonly object[]): Promise<void> {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  await writeFile(join(place.path, "requests.jsonl"), text);
}

async function send(place: Workplace, ...args: readonly string[]) {
  return await place.run([
    "create-from-file",
    "--emulate",
    "--wait",
    "--file-path",
    "requests.jsonl",
    ...args,
  ]);
}

async function rows(place: Workplace): Promise<{ id: string; kind: string; data: unknown }[]> {
  const { out } = await place.run(["results", "--batch-id", "latest"]);
  return out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe.each(FILES)("a file of requests for %s, %s", (model, _name, line) => {
  it("is sent as it is, and its answers are checked with a response model", async () => {
    await using place = await workplace();
    await write(
      place,
      TEXTS.map((text, index) => line(text, index)),
    );
    const { code, err } = await send(place, "--model", model, "--response-model", "User");
    expect([code, err]).toEqual([0, expect.stringContaining("2 succeeded")]);
    expect((await rows(place)).map(({ id, data }) => ({ id, data }))).toEqual(PEOPLE);
  });

  it("gives its answers as text without a response model", async () => {
    await using place = await workplace();
    await write(
      place,
      TEXTS.map((text, index) => line(text, index)),
    );
    expect((await send(place, "--model", model)).code).toBe(0);
    const found = await rows(place);
    expect(found.map(({ id }) => id)).toEqual(IDS);
    expect(found.map(({ data }) => JSON.parse(String(data)))).toEqual(
      PEOPLE.map(({ data }) => data),
    );
  });
});

it("answers with a fence around them are read, as nothing says that JSON was promised", async () => {
  await using emulator = await testEmulator({ faults: { rules: [{ fault: "fenced_json" }] } });
  await using place = await workplace();
  await write(
    place,
    TEXTS.map((text, index) => chatLine(text, index)),
  );
  await writeFile(join(place.path, "batch.config.json"), '{"pollMs":50}');
  const args = ["--file-path", "requests.jsonl", "--model", "openai/gpt-4o-mini"];
  const env = { OPENAI_BASE_URL: emulator.baseUrls.openai, OPENAI_API_KEY: "key" };
  const { code } = await place.run(
    ["create-from-file", ...args, "--response-model", "User", "--retry", "none", "--wait"],
    { env },
  );
  expect(code).toBe(0);
  expect((await rows(place)).map(({ id, data }) => ({ id, data }))).toEqual(PEOPLE);
});

const [first = "", second = ""] = TEXTS;

const REFUSED: readonly (readonly [
  string,
  string,
  readonly object[],
  readonly string[],
  RegExp,
])[] = [
  [
    "a file for two endpoints",
    "openai/gpt-4o-mini",
    [chatLine(first, 0), responsesLine(second, 1)],
    [],
    /^batch: requests\.jsonl:2: .*"\/v1\/responses", and the batch to \/v1\/chat\/completions.*split the file/m,
  ],
  [
    "another endpoint than the one that is asked for",
    "openai/gpt-4o-mini",
    [chatLine(first, 0)],
    ["--endpoint", "responses"],
    /requests\.jsonl:1: .*"\/v1\/chat\/completions", and the batch to \/v1\/responses/,
  ],
  [
    "an endpoint that gives no records",
    "openai/gpt-4o-mini",
    [chatLine(first, 0, { url: "/v1/embeddings" })],
    [],
    /requests\.jsonl:1: .*"\/v1\/embeddings".*is \/v1\/chat\/completions or \/v1\/responses/,
  ],
  [
    "another model than the batch's",
    "openai/gpt-4.1-mini",
    [chatLine(first, 0)],
    [],
    /requests\.jsonl:1: .*"gpt-4o-mini", and the batch for "gpt-4\.1-mini"/,
  ],
  [
    "a file of another provider",
    "anthropic/claude-haiku-4-5",
    [chatLine(first, 0)],
    [],
    /requests\.jsonl:1: .*this is no Anthropic request: \{"custom_id", "params"\} is wanted\. Nothing was sent/,
  ],
  [
    "an id that comes twice",
    "google/gemini-2.5-flash",
    [googleLine(first, 0), googleLine(second, 0)],
    [],
    /requests\.jsonl:2: the id "one" is that of line 1 too/,
  ],
];

it.each(REFUSED)(
  "%s is refused before anything is sent",
  async (_name, model, lines, args, message) => {
    await using place = await workplace();
    await write(place, lines);
    const { code, err } = await send(place, "--model", model, ...args);
    expect(err).toMatch(message);
    expect(code).toBe(2);
    expect((await place.run(["list", "--json"])).out.trim()).toBe("[]");
  },
);

it("a file for several models is taken where a job takes several", async () => {
  await using place = await workplace();
  await write(place, [anthropicLine(first, 0), anthropicLine(second, 1, "claude-sonnet-5")]);
  const { code } = await send(place, "--model", FILES[2][0], "--response-model", "User");
  expect(code).toBe(0);
});
