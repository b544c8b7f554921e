import fc from "fast-check";
import { expect, it } from "vitest";
import { z } from "zod";
import type { AnswerReader } from "../../src/lifecycle/answer-reader.ts";
import { collect } from "../../src/lifecycle/collect.ts";
import { plan } from "../../src/lifecycle/plan.ts";
import { customId } from "../../src/model/custom-id.ts";
import type { InputRecord } from "../../src/model/record.ts";
import { createCodec } from "../../src/providers/openai/codec.ts";
import { createAnswerReader } from "../../src/lifecycle/model-reader.ts";
import { compileResponseModel } from "../../src/schema/compile.ts";
import { toResponseModel } from "../../src/schema/to-response-model.ts";
import type { ArtifactInfo } from "../../src/store/artifacts.ts";
import type { Shard } from "../../src/store/batch.ts";
import { MemoryArtifacts } from "../../src/store/memory-artifacts.ts";
import { all, streamOf } from "../support/collected.ts";
import { textTemplate } from "../support/engine.ts";
import { artifactOf, plannedShard } from "../support/shards.ts";

/** What a provider did with one request. */
type Fate = "answered" | "invalid" | "errored" | "missing" | "doubled" | "expired";

const FATES: readonly Fate[] = ["answered", "invalid", "errored", "missing", "doubled", "expired"];

function lineOf(id: string, fate: Fate): readonly string[] {
  const answer = (content: string) =>
    JSON.stringify({
      custom_id: id,
      response: {
        status_code: 200,
        body: { choices: [{ finish_reason: "stop", message: { content } }] },
      },
      error: null,
    });
  switch (fate) {
    case "answered":
      return [answer("good")];
    case "invalid":
      return [answer("bad")];
    case "doubled":
      return [answer("good"), answer("bad")];
    case "errored":
      return [
        JSON.stringify({
          custom_id: id,
          response: {
            status_code: 500,
            body: { error: { code: "server_error", message: "oops" } },
          },
        }),
      ];
    case "expired":
      return [JSON.stringify({ custom_id: id, response: null, error: { code: "batch_expired" } })];
    case "missing":
      return [];
  }
}

const KIND_OF: Readonly<Record<Fate, string>> = {
  answered: "succeeded",
  invalid: "invalid",
  errored: "errored",
  missing: "missing",
  doubled: "succeeded",
  expired: "expired",
};

const goodOrBad: AnswerReader = {
  jsonOutput: true,
  textIsJson: false,
  read: (answer) =>
    answer === "good"
      ? { ok: true, data: answer }
      : { ok: false, issues: [{ path: [], message: "bad" }], reask: [] },
};

const sample = fc.record({
  // Texts repeat, so that one request answers several records.
  rows: fc.array(
    fc.record({ text: fc.constantFrom("a", "b", "c", "d", "e"), named: fc.boolean() }),
    {
      minLength: 1,
      maxLength: 30,
    },
  ),
  fates: fc.array(fc.constantFrom(...FATES), { minLength: 5, maxLength: 5 }),
  noise: fc.array(
    fc.constantFrom("", "{", "null", '{"custom_id":"foreign-0000001"}', "[]", "\u2028", "0"),
    { maxLength: 5 },
  ),
  order: fc.infiniteStream(fc.nat()),
  files: fc.integer({ min: 1, max: 3 }),
});

it("gives exactly one outcome per record, in order, whatever lines come in whatever order", async () => {
  await fc.assert(
    fc.asyncProperty(sample, async ({ rows, fates, noise, order, files }) => {
      const artifacts = new MemoryArtifacts();
      const records = rows.map(({ text, named }, index): InputRecord => ({
        id: named ? `r${index}` : undefined,
        content: { kind: "text", text },
        source: "test",
        line: index + 1,
      }));
      const { shards } = await plan(streamOf(records), {
        batchId: "bx_test",
        artifacts,
        template: textTemplate(),
        limits: { requests: 100, bytes: 1e9, tokens: Infinity },
        dedupe: "shard",
        setup: { provider: "openai", model: "m" },
      });
      const [shardPlan] = shards;
      if (shardPlan === undefined) throw new Error("no shard");
      const texts: string[] = [...new Set(rows.map(({ text }) => text))];
      const results = texts.flatMap((_text, index) =>
        lineOf(customId(shardPlan.nonce, index + 1), fates[index] ?? "missing"),
      );
      const shuffled = [...results, ...noise]
        .map((line) => ({ line, at: order.next().value ?? 0 }))
        // Of two lines for one request the order decides, so those stay as they are.
        .toSorted((one, other) => (fates.includes("doubled") ? 0 : one.at - other.at))
        .map(({ line }) => line);
      const perFile = Math.ceil(shuffled.length / files);
      const resultFiles = await Promise.all(
        Array.from({ length: files }, (_, file) =>
          artifactOf(
            artifacts,
            `results-${file}`,
            shuffled.slice(file * perFile, (file + 1) * perFile),
          ),
        ),
      );
      const collected = await collect({
        shard: { ...plannedShard(shardPlan), jobId: "job-1", resultFiles },
        artifacts,
        folder: "out",
        codec: createCodec("chat"),
        reader: goodOrBad,
        retry: "all",
        unanswered: undefined,
        signal: undefined,
      });
      const outcomes = Buffer.concat(await all(artifacts.read(collected.outcomesFile)))
        .toString()
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line));
      const fateOf = (text: string) => fates[texts.indexOf(text)] ?? "missing";
      expect(
        outcomes.map(({ id, kind, attempt, jobId }) => ({ id, kind, attempt, jobId })),
      ).toEqual(
        rows.map(({ text, named }, index) => ({
          id: named ? `r${index}` : String(index + 1),
          kind: KIND_OF[fateOf(text)],
          attempt: 1,
          jobId: "job-1",
        })),
      );
      const worth = texts.filter((text) => !["answered", "doubled"].includes(fateOf(text)));
      expect(collected.retryable).toBe(worth.length);
      expect(collected.totals.doubled).toBe(
        texts.filter((text) => fateOf(text) === "doubled").length,
      );
    }),
  );
});

it("brings a large shard into order on disk when it outgrows the memory it may take", async () => {
  const artifacts = new MemoryArtifacts();
  const count = 3_000;
  const nonce = "abcdefghij";
  const padding = "x".repeat(20_000);
  const lines = Array.from({ length: count }, (_, index) => {
    // A step that shares no factor with the count visits every request once, far out of order.
    const request = ((index * 1_009) % count) + 1;
    const content = `${request} ${padding}`;
    return JSON.stringify({
      custom_id: customId(nonce, request),
      response: {
        status_code: 200,
        body: { choices: [{ finish_reason: "stop", message: { content } }] },
      },
    });
  });
  const shard = shardOf(nonce, count, await artifactOf(artifacts, "requests", []));
  const { outcomesFile } = await collect({
    shard: { ...shard, resultFiles: [await artifactOf(artifacts, "results", lines)] },
    artifacts,
    folder: "out",
    codec: createCodec("chat"),
    reader: { jsonOutput: true, textIsJson: false, read: (data) => ({ ok: true, data }) },
    retry: "none",
    unanswered: undefined,
    signal: undefined,
  });
  const written = Buffer.concat(await all(artifacts.read(outcomesFile)))
    .toString()
    .trimEnd()
    .split("\n");
  const numbers = written.map((line) => Number.parseInt(JSON.parse(line).data, 10));
  expect(numbers).toEqual(Array.from({ length: count }, (_, index) => index + 1));
});

const Person = z.object({ name: z.string(), age: z.number(), tags: z.array(z.string()) });

/** Models that give what was answered, something else, and something later. */
const MODELS: Readonly<Record<string, z.ZodType>> = {
  "as it is": Person,
  "in another order": z.object({ tags: Person.shape.tags, name: z.string(), age: z.number() }),
  changed: Person.extend({ name: z.string().trim().toUpperCase() }),
  "with more": Person.extend({ note: z.string().default("none") }),
  refined: Person.refine(({ age }) => age >= 0, "age is below 0"),
  later: Person.refine(async ({ age }) => await Promise.resolve(age >= 0), "age is below 0"),
  "of anything": z.object({ name: z.unknown(), age: z.unknown(), tags: z.unknown() }),
  "or null": Person.nullable(),
  dates: Person.extend({ name: z.string().transform((text) => new Date(text.length)) }),
};

const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("Ann", " Zoë ", "") },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
);

const answer = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .record({
        name: word,
        age: fc.integer({ min: -2, max: 20 }),
        tags: fc.array(word, { maxLength: 3 }),
      })
      .map((person) => JSON.stringify(person)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "",
      "{",
      "[]",
      "null",
      '{"age":1,"name":"a","tags":[]}',
      '{"name":"a"}',
    ),
  },
);

it.each(Object.entries(MODELS))("writes the same outcomes by shape: %s", async (_name, source) => {
  const model = toResponseModel(source, { name: "Person" });
  const dialect = "openai-strict";
  const { schema } = compileResponseModel(model.source, { dialect });
  const output = { kind: "schema", via: "native", name: "Person", dialect, schema } as const;
  const reader = createAnswerReader(model, output);
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 20 }), async (answers) => {
      const [plain, alike] = await Promise.all([
        outcomesOf(answers, { ...reader, textIsJson: false }, false),
        outcomesOf(answers, reader, true),
      ]);
      expect(alike).toBe(plain);
    }),
    { numRuns: 60 },
  );
});

async function outcomesOf(
  answers: readonly string[],
  reader: AnswerReader,
  byShape: boolean,
): Promise<string> {
  const artifacts = new MemoryArtifacts();
  const nonce = "abcdefghij";
  const count = answers.length;
  const lines = answers.map((content, index) =>
    JSON.stringify({
      custom_id: customId(nonce, index + 1),
      response: {
        status_code: 200,
        body: {
          choices: [{ finish_reason: "stop", message: { content } }],
          usage: { prompt_tokens: 10 + index, completion_tokens: 3 },
        },
      },
    }),
  );
  const { outcomesFile } = await collect({
    shard: {
      ...shardOf(nonce, count, await artifactOf(artifacts, "requests", [])),
      resultFiles: [await artifactOf(artifacts, "results", lines)],
    },
    artifacts,
    folder: "out",
    codec: createCodec("chat"),
    reader,
    byShape,
    retry: "none",
    unanswered: undefined,
    signal: undefined,
  });
  return Buffer.concat(await all(artifacts.read(outcomesFile))).toString();
}

/** A shard of so many requests, each for one record. */
function shardOf(nonce: string, count: number, requestsFile: ArtifactInfo): Shard {
  return plannedShard({
    number: 1,
    attempt: 1,
    setup: 0,
    provider: "openai",
    model: "m",
    nonce,
    firstOrdinal: 1,
    lastOrdinal: count,
    records: count,
    requests: count,
    tokens: 0,
    requestsFile,
    recordsFile: undefined,
    aliases: undefined,
    supersedes: {},
  });
}
