import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Answer, readAnswer } from "../../../src/schema/answer.ts";
import { compileResponseModel } from "../../../src/schema/compile.ts";
import type { Dialect } from "../../../src/schema/dialect.ts";
import type { ResponseModelSource } from "../../../src/schema/response-model.ts";
import { toResponseModel } from "../../../src/schema/to-response-model.ts";

async function read(
  source: ResponseModelSource,
  answer: unknown,
  { dialect = "openai-strict", lenient = false }: { dialect?: Dialect; lenient?: boolean } = {},
): Promise<Answer> {
  const compiled = compileResponseModel(source, { dialect });
  const text = typeof answer === "string" ? answer : JSON.stringify(answer);
  return await readAnswer(toResponseModel(source), compiled, text, { lenient });
}

const Scores = z.object({ scores: z.record(z.string(), z.number()) });

describe("a list of entries", () => {
  it("becomes a record, whatever its keys are called", async () => {
    const entries = [
      { key: "__proto__", value: 1 },
      { key: "constructor", value: 2 },
    ];
    const answer = await read(z.object({ all: z.record(z.string(), z.number()) }), {
      all: entries,
    });
    expect(answer.ok).toBe(true);
    const { all } = answer.ok ? (answer.data as { all: object }) : { all: {} };
    expect(Object.getPrototypeOf(all)).toBe(Object.prototype);
    expect(Object.entries(all)).toContainEqual(["constructor", 2]);
    expect(({} as Record<string, unknown>)["1"]).toBeUndefined();
  });

  it("that has a key twice is no success, and says which key", async () => {
    const twice = [
      { key: "a", value: 1 },
      { key: "a", value: 2 },
    ];
    const answer = await read(Scores, { scores: twice });
    expect(answer).toMatchObject({
      ok: false,
      issues: [{ path: ["scores", "a"], message: expect.stringContaining('"a"') }],
    });
  });
});

describe("issues", () => {
  const Model = z.object({
    born: z.date(),
    scores: z.record(z.string(), z.number().max(10)),
  });
  const wrong = { born: "soon", scores: [{ key: "maths", value: 99 }] };

  it("name the places of the user's own model", async () => {
    const answer = await read(Model, wrong);
    expect(answer.ok ? [] : answer.issues.map(({ path }) => path)).toEqual([
      ["born"],
      ["scores", "maths"],
    ]);
  });

  it("name the places of the answer where the language model is asked again", async () => {
    const answer = await read(Model, wrong);
    const reask = answer.ok ? [] : answer.reask;
    expect(reask.map(({ path }) => path)).toEqual([["born"], ["scores", 0, "value"]]);
    expect(reask[0]?.message).toContain("ISO 8601");
  });
});

describe("enums", () => {
  const Model = z.object({ size: z.enum(["Small", "Large"]), mixed: z.enum(["a", "A"]) });

  it("are taken with other capitals, unless that would be a guess", async () => {
    const dialect = "google-openapi";
    const right = await read(Model, { size: "LARGE", mixed: "A" }, { dialect });
    expect(right).toEqual({ ok: true, data: { size: "Large", mixed: "A" } });
    const unclear = z.object({ mixed: z.enum(["ab", "AB"]) });
    expect(await read(unclear, { mixed: "Ab" }, { dialect })).toMatchObject({
      ok: false,
      issues: [{ path: ["mixed"] }],
    });
  });
});

describe("JSON mode", () => {
  const Model = z.object({ name: z.string() });
  const json = '{"name": "Alice"}';
  const padded = [
    `\`\`\`json\n${json}\n\`\`\``,
    `Here you are:\n${json}\nAnything else?`,
    `  ${json}\n\n`,
  ];

  it.each(padded)("forgives what stands around the JSON: %j", async (text) => {
    expect(await read(Model, text, { lenient: true })).toEqual({
      ok: true,
      data: { name: "Alice" },
    });
  });

  it("forgives nothing where the provider promised JSON, and never a JSON that is cut off", async () => {
    expect((await read(Model, padded[0])).ok).toBe(false);
    expect((await read(Model, '{"name": "Ali', { lenient: true })).ok).toBe(false);
    expect(await read(Model, "", { lenient: true })).toMatchObject({
      ok: false,
      issues: [{ path: [], message: "The answer is empty, and JSON is expected." }],
    });
  });
});

describe("absent, null and default", () => {
  const Model = z.object({
    left: z.string().optional(),
    empty: z.string().nullable(),
    either: z.string().nullish(),
    country: z.string().default("DE"),
  });

  it.each(["openai-strict", "anthropic", "google-openapi"] as const)(
    "stay apart in %s",
    async (dialect) => {
      const compiled = compileResponseModel(Model, { dialect });
      const inputs = [
        { empty: null },
        { empty: null, either: null },
        { left: "a", empty: "b", either: "c", country: "FR" },
      ];
      for (const input of inputs) {
        const raised = compiled.raise(JSON.parse(JSON.stringify(compiled.lower(input))));
        expect(raised).toEqual(input);
      }
      expect(await read(Model, compiled.lower({ empty: null }), { dialect })).toEqual({
        ok: true,
        data: { empty: null, country: "DE" },
      });
    },
  );

  it("keep a default where the language model writes null for it", async () => {
    const plain = z.object({ country: z.string().default("DE") });
    expect(await read(plain, { country: null })).toEqual({ ok: true, data: { country: "DE" } });
  });

  it("take null as absent where a field was listed without its slash", async () => {
    const nullish = z.object({ email: z.string().nullish() });
    const compiled = compileResponseModel(nullish, { dialect: "openai-strict" });
    expect(compiled.raise({ email: null, absent_fields: ["email"] })).toEqual({});
    expect(compiled.raise({ email: null, absent_fields: [] })).toEqual({ email: null });
    expect(compiled.raise({ email: "x", absent_fields: ["/email"] })).toEqual({ email: "x" });
  });
});

describe("an optional field that a dialect writes as a list", () => {
  const fields = Array.from({ length: 40 }, (_, index) => [`f${index}`, z.string().optional()]);
  const Wide = z.object(Object.fromEntries(fields));

  it("is told when it holds more than one value", async () => {
    const compiled = compileResponseModel(Wide, { dialect: "anthropic" });
    const wire = compiled.lower({ f39: "x" });
    const listed = Object.entries(wire ?? {}).find(([, value]) => Array.isArray(value));
    expect(listed).toBeDefined();
    const [key = ""] = listed ?? [];
    const broken = { ...(wire as object), [key]: ["a", "b"] };
    expect(await read(Wide, broken, { dialect: "anthropic" })).toMatchObject({
      ok: false,
      issues: expect.arrayContaining([
        { path: [key], message: expect.stringContaining("more than one") },
      ]),
    });
    expect(
      await read(Wide, { ...(wire as object), [key]: null }, { dialect: "anthropic" }),
    ).toEqual({
      ok: true,
      data: { f39: "x" },
    });
  });

  it("is told at its position where it is one of a tuple", async () => {
    const Shelf = z.object({
      place: z.tuple([z.string(), z.string().optional()]),
      ...Object.fromEntries(fields),
    });
    const wire = { place: { item_1: "a", item_2: ["b", "c"] } };
    expect(await read(Shelf, wire, { dialect: "anthropic" })).toMatchObject({
      ok: false,
      issues: expect.arrayContaining([
        { path: ["place", 1], message: expect.stringContaining("more than one") },
      ]),
    });
  });
});
