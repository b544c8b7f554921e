import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { testEmulator } from "../support/emulated.ts";
import * as shapes from "../support/json-shapes.ts";
import { workplace } from "../support/workplace.ts";

const SCHEMA = ["schema", "--response-model"];

/** Forty fields that may be absent: as many as Anthropic's grammar has no room for. */
const WIDE = `import { z } from "zod";
const fields = Array.from({ length: 40 }, (_, index) => ["field" + index, z.string().optional()]);
export const Wide = z.object(Object.fromEntries(fields));
export const Upload = z.object({ scan: z.file() });`;

describe("batch schema", () => {
  it("shows the verdicts side by side in 80 columns, then what each provider gets and why", async () => {
    await using place = await workplace();
    const { code, out, err } = await place.run([...SCHEMA, "Resume"]);
    expect([code, err]).toEqual([0, ""]);
    const lines = out.split("\n");
    expect(lines.slice(2, 6).map((line) => line.split(/ {2,}/).slice(0, 4))).toEqual([
      ["PROVIDER", "VERDICT", "MEANS", "DIALECT"],
      ["openai", "fits with changes", "native", "openai-strict"],
      ["anthropic", "fits with changes", "native", "anthropic"],
      ["google", "fits with changes", "native", "google-openapi"],
    ]);
    expect(lines.slice(0, 6).every(({ length }) => length <= 80)).toBe(true);
    expect(out).toContain("openai gets this schema: ");
    expect(out).toContain("skills: Told in words, and checked afterwards: No item twice.");
  });

  it("shows what only validation enforces", async () => {
    await using place = await workplace();
    const source = `import { z } from "zod";
export const Even = z.object({ count: z.number().refine((count) => count % 2 === 0) });`;
    await writeFile(join(place.path, "schemas/even.ts"), source);
    const { out } = await place.run([...SCHEMA, "Even"]);
    expect(out).toMatch(/checked when answers are read:\n {2}count: a refinement/);
  });

  it("takes the means that a language model has, and says why others were passed over", async () => {
    await using place = await workplace();
    const json = async (...more: readonly string[]) => {
      const { out } = await place.run([...SCHEMA, "User", "--json", ...more]);
      return shapes.schema.parse(JSON.parse(out));
    };
    expect((await json("--model", "anthropic/claude-3-haiku-20240307")).providers).toMatchObject([
      { provider: "anthropic", model: "claude-3-haiku-20240307", means: "tool" },
    ]);
    expect((await json("--provider", "google")).providers).toMatchObject([
      { provider: "google", model: null, means: "native", dialect: "google-openapi" },
    ]);
    const forced = ["--model", "anthropic/claude-sonnet-5", "--structured-output", "tool"];
    expect((await json(...forced)).providers).toMatchObject([
      { verdict: "unfit", error: { rule: "E_NO_MEANS" } },
    ]);
  });

  it("gives programs one stable shape", async () => {
    await using place = await workplace();
    const { code, out } = await place.run([...SCHEMA, "User", "--provider", "openai", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      responseModel: { name: "User", kind: "zod4", path: "schemas/user.ts#User" },
      providers: [
        {
          provider: "openai",
          model: null,
          verdict: "fits",
          means: "native",
          dialect: "openai-strict",
          characters: expect.any(Number),
          tokens: expect.any(Number),
          nearBudget: null,
          changes: [],
          passedOver: [],
          hash: expect.stringMatching(/^[0-9a-f]{64}$/),
          schema: expect.objectContaining({ type: "object", required: ["name", "age"] }),
        },
      ],
      validatedOnly: [],
      probe: null,
    });
  });

  it("ends with 2 and what to change where a model can't be carried", async () => {
    await using place = await workplace();
    await writeFile(join(place.path, "schemas/wide.ts"), WIDE);
    const { code, out, err } = await place.run([...SCHEMA, "Upload"]);
    expect(code).toBe(2);
    expect(out).toContain("does not fit");
    expect(err).toMatch(
      /batch: openai can't take the response model: E_NOT_JSON at scan: .+\. .+\./,
    );
  });

  it("refuses flags that go against each other, before anything is sent", async () => {
    await using place = await workplace();
    const probe = await place.run([...SCHEMA, "User", "--probe"]);
    expect([probe.code, probe.err]).toEqual([2, expect.stringContaining("name it with --model")]);
    const both = ["--model", "openai/gpt-4o-mini", "--provider", "openai"];
    expect((await place.run([...SCHEMA, "User", ...both])).code).toBe(2);
  });
});

const MODELS = [
  ["openai/gpt-4o-mini", "OPENAI_BASE_URL", "openai", "^POST /openai/v1/chat/completions$"],
  ["openai/gpt-5.4-mini", "OPENAI_BASE_URL", "openai", "^POST /openai/v1/responses$"],
  [
    "anthropic/claude-haiku-4-5",
    "ANTHROPIC_BASE_URL",
    "anthropic",
    "^POST /anthropic/v1/messages$",
  ],
  ["google/gemini-2.5-flash", "GOOGLE_GEMINI_BASE_URL", "google", ":generateContent$"],
] as const;

const KEYS = { OPENAI_API_KEY: "k", ANTHROPIC_API_KEY: "k", GOOGLE_API_KEY: "k" };

describe.each(MODELS)("a probe of %s", (model, variable, provider, route) => {
  it("asks once, and remembers the answer", async () => {
    await using place = await workplace();
    await using emulator = await testEmulator();
    const env = { ...KEYS, [variable]: emulator.baseUrls[provider] };
    const probe = [...SCHEMA, "Resume", "--probe", "--model", model];
    const first = await place.run(probe, { env });
    expect([first.code, first.err]).toEqual([0, ""]);
    expect(first.out).toContain("The provider takes the schema");
    const second = await place.run([...probe, "--json"], { env });
    expect(shapes.schema.parse(JSON.parse(second.out)).probe).toMatchObject({ accepted: true });
    const asked = Object.entries(await emulator.calls()).filter(([call]) =>
      RegExp(route).test(call),
    );
    expect(asked.map(([, times]) => times)).toEqual([1]);
  });

  it("tells a schema that is refused from a request that is", async () => {
    await using place = await workplace();
    await using emulator = await testEmulator();
    const env = { ...KEYS, [variable]: emulator.baseUrls[provider] };
    await emulator.faults({ fault: "schema_too_complex", times: 1 });
    const probe = [...SCHEMA, "Resume", "--probe", "--model", model];
    const refused = await place.run([...probe, "--json"], { env });
    expect(refused.code).toBe(2);
    expect(shapes.schema.parse(JSON.parse(refused.out)).probe).toMatchObject({ accepted: false });
    const create = [
      "create",
      "--model",
      model,
      "--response-model",
      "Resume",
      "-i",
      "fixtures/ten-people.jsonl",
    ];
    const created = await place.run(create, { env });
    expect(created.code).toBe(2);
    expect(created.err).toContain("Nothing was sent.");
    expect(await emulator.jobs()).toEqual([]);
  });
});

it("a wrong key is no word on the schema", async () => {
  await using place = await workplace();
  await using emulator = await testEmulator();
  const env = { GOOGLE_API_KEY: "wrong", GOOGLE_GEMINI_BASE_URL: emulator.baseUrls.google };
  const probe = [...SCHEMA, "User", "--probe", "--model", "google/gemini-2.5-flash"];
  const { code, err } = await place.run(probe, { env });
  expect([code, err]).toEqual([1, expect.stringContaining("GOOGLE_API_KEY")]);
});

describe("create", () => {
  const wide = ["--model", "anthropic/claude-haiku-4-5", "--response-model", "Wide"];
  const create = ["create", "--emulate", ...wide, "-i", "fixtures/ten-people.jsonl"];

  it("says how to ask first where a schema comes near a limit, and asks with --probe", async () => {
    await using place = await workplace();
    await writeFile(join(place.path, "schemas/wide.ts"), WIDE);
    const plain = await place.run(create);
    expect(plain.code).toBe(0);
    expect(plain.err).toContain(
      "batch schema --probe --model anthropic/claude-haiku-4-5 --response-model schemas/wide.ts#Wide",
    );
    const asked = await place.run([...create, "--probe"]);
    expect([asked.code, asked.err]).toEqual([0, expect.not.stringContaining("--probe")]);
  });
});
