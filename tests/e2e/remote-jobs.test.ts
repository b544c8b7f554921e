import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import OpenAI from "openai";
import { describe, expect, it } from "vitest";
import { testEmulator, type TestEmulator } from "../support/emulated.ts";
import { workplace, type Workplace } from "../support/workplace.ts";

/** Jobs that somebody else made, with the bare SDKs; nothing is known of them here. */
const SCHEMA = {
  type: "object",
  properties: { name: { type: "string" }, age: { type: "integer" } },
  required: ["name", "age"],
  additionalProperties: false,
} as const;

const KEY = "key";

function texts(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `I am Ann and ${20 + index} years old.`);
}

interface Elsewhere {
  readonly name: string;
  readonly model: string;
  /** How long a job lasts before the provider gives it up, in hours. */
  readonly hours: number;
  /** Jobs that one page of a list has. */
  readonly page: number;
  env(emulator: TestEmulator): Readonly<Record<string, string>>;
  /** Makes a job of requests with the ids q0, q1, … and gives its id. */
  create(emulator: TestEmulator, count: number): Promise<string>;
}

const openai: Elsewhere = {
  name: "openai",
  model: "openai/gpt-4o-mini",
  hours: 24,
  page: 100,
  env: ({ baseUrls }) => ({ OPENAI_BASE_URL: baseUrls.openai, OPENAI_API_KEY: KEY }),
  async create({ baseUrls }, count) {
    const client = new OpenAI({ apiKey: KEY, baseURL: baseUrls.openai, maxRetries: 0 });
    const lines = texts(count).map((content, index) =>
      JSON.stringify({
        custom_id: `q${index}`,
        method: "POST",
        url: "/v1/chat/completions",
        body: {
          model: "gpt-4o-mini",
          messages: [{ role: "user", content }],
          response_format: {
            type: "json_schema",
            json_schema: { name: "person", schema: SCHEMA, strict: true },
          },
        },
      }),
    );
    const file = await client.files.create({
      file: new File([lines.join("\n")], "in.jsonl"),
      purpose: "batch",
    });
    const { id } = await client.batches.create({
      input_file_id: file.id,
      endpoint: "/v1/chat/completions",
      completion_window: "24h",
    });
    return id;
  },
};

const anthropic: Elsewhere = {
  name: "anthropic",
  model: "anthropic/claude-haiku-4-5",
  hours: 24,
  page: 100,
  env: ({ baseUrls }) => ({ ANTHROPIC_BASE_URL: baseUrls.anthropic, ANTHROPIC_API_KEY: KEY }),
  async create({ baseUrls }, count) {
    const client = new Anthropic({ apiKey: KEY, baseURL: baseUrls.anthropic, maxRetries: 0 });
    const requests = texts(count).map((content, index) => ({
      custom_id: `q${index}`,
      params: {
        model: "claude-haiku-4-5",
        max_tokens: 5_000,
        messages: [{ role: "user" as const, content }],
        output_config: { format: { type: "json_schema" as const, schema: SCHEMA } },
      },
    }));
    return (await client.messages.batches.create({ requests })).id;
  },
};

const google: Elsewhere = {
  name: "google",
  model: "google/gemini-2.5-flash",
  hours: 48,
  page: 100,
  env: ({ baseUrls }) => ({ GOOGLE_GEMINI_BASE_URL: baseUrls.google, GEMINI_API_KEY: KEY }),
  async create({ baseUrls }, count) {
    const client = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: baseUrls.google } });
    const lines = texts(count).map((text, index) =>
      JSON.stringify({
        key: `q${index}`,
        request: {
          contents: [{ role: "user", parts: [{ text }] }],
          generationConfig: { responseMimeType: "application/json", responseJsonSchema: SCHEMA },
        },
      }),
    );
    const file = await client.files.upload({
      file: new Blob([lines.join("\n")]),
      config: { mimeType: "application/jsonl" },
    });
    const job = await client.batches.create({
      model: "gemini-2.5-flash",
      src: file.name ?? "",
      config: { displayName: "elsewhere" },
    });
    return job.name ?? "";
  },
};

function rowsOf(out: string): { id: string; kind: string; data: unknown; jobId: string }[] {
  return out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe.each([openai, anthropic, google])("a job that was made elsewhere at $name", (where) => {
  async function withJob(
    test: (parts: {
      emulator: TestEmulator;
      place: Workplace;
      job: string;
      run: (...args: readonly string[]) => ReturnType<Workplace["run"]>;
    }) => Promise<void>,
    options: Parameters<typeof testEmulator>[0] = {},
    count = 3,
  ): Promise<void> {
    await using emulator = await testEmulator({ workMs: 10 * MINUTE, ...options });
    await using place = await workplace();
    await writeFile(join(place.path, "batch.config.json"), '{"pollMs":20}');
    const job = await where.create(emulator, count);
    const run = (verb = "", ...args: readonly string[]) =>
      place.run([verb, "--batch-id", job, "--model", where.model, ...args], {
        env: where.env(emulator),
      });
    await test({ emulator, place, job, run });
  }

  it("is waited for, looked at, and read with a response model", () =>
    withJob(async ({ job, run, emulator }) => {
      const early = await run("results");
      expect([early.code, early.out]).toEqual([4, ""]);
      expect(early.err).toContain(`batch wait --batch-id ${job} --model ${where.model}`);
      await emulator.advance(HOUR);
      const waited = await run("wait", "--json");
      expect(waited.code).toBe(0);
      expect(JSON.parse(waited.out)).toMatchObject({
        jobId: job,
        state: "succeeded",
        counts: { total: 3, succeeded: 3, failed: 0 },
      });
      expect((await run("status")).out).toContain("3/3");
      const { code, out } = await run("results", "--response-model", "User");
      expect(code).toBe(0);
      expect(rowsOf(out).map(({ id, kind, data, jobId }) => [id, kind, data, jobId])).toEqual(
        [20, 21, 22].map((age, index) => [`q${index}`, "succeeded", { name: "Ann", age }, job]),
      );
      const asText = await run("results");
      expect(rowsOf(asText.out).map(({ data }) => JSON.parse(String(data)).age)).toEqual([
        20, 21, 22,
      ]);
    }));

  it("is not waited for longer than was asked for", () =>
    withJob(
      async ({ run }) => {
        const { code, out } = await run("wait", "--timeout", "1ms");
        expect(code).toBe(4);
        expect(out).toContain("in progress");
      },
      { workMs: HOUR },
    ));

  it("is cancelled, and its requests are told as what they are", () =>
    withJob(
      async ({ run, emulator }) => {
        expect((await run("cancel")).code).toBe(0);
        await emulator.advance(HOUR);
        expect((await run("wait", "--json")).code).toBe(3);
        const { code, out, err } = await run("results");
        expect(code).toBe(3);
        // Google gives nothing of a cancelled job, which is said in place of it.
        const told = rowsOf(out).map(({ kind }) => kind);
        const unsaid = err.includes("3 of 3 requests have no result") ? 3 : 0;
        expect([told, unsaid]).toEqual(
          where === google ? [[], 3] : [["cancelled", "cancelled", "cancelled"], 0],
        );
      },
      { workMs: 24 * HOUR },
    ));

  it("is read through blank, doubled and broken lines and a connection that is cut", () =>
    withJob(
      async ({ run, emulator }) => {
        await emulator.advance(HOUR);
        await run("wait");
        await emulator.faults({ fault: "drop_download", afterBytes: 3_000, times: 2 });
        const { out, err, code } = await run("results", "--response-model", "User");
        const rows = rowsOf(out);
        expect(rows.map(({ id }) => id).filter((id) => id !== "")).toEqual(
          Array.from({ length: 40 }, (_, index) => `q${index}`).filter((id) => id !== "q7"),
        );
        // A line that is no JSON names nobody, and is told all the same.
        expect(rows.filter(({ id }) => id === "")).toMatchObject([{ kind: "errored" }]);
        expect(err).toContain("1 result lines came twice");
        expect(code).toBe(3);
      },
      {
        faults: {
          rules: [
            { fault: "blank_lines" },
            { fault: "doubled_line", customId: "^q5$" },
            { fault: "malformed_line", customId: "^q7$" },
          ],
        },
      },
      40,
    ));

  it("gives what is finished of it when its time ran out", () =>
    withJob(
      async ({ run, emulator }) => {
        await emulator.advance((where.hours + 1) * HOUR);
        await run("wait");
        const status = await run("status", "--json");
        expect(JSON.parse(status.out)).toMatchObject({ state: "timed_out" });
        const { out, code } = await run("results", "--response-model", "User");
        expect(code).toBe(3);
        const kinds = rowsOf(out).map(({ kind }) => kind);
        expect(kinds.filter((kind) => kind === "succeeded")).toHaveLength(where === google ? 0 : 5);
        expect(kinds.filter((kind) => kind === "expired")).toHaveLength(where === google ? 0 : 5);
      },
      { workMs: 1_000 * HOUR, expiredShare: 0.5 },
      10,
    ));

  it("is deleted with what it left", () =>
    withJob(async ({ run, emulator }) => {
      await emulator.advance(HOUR);
      await run("wait");
      expect((await run("delete")).code).toBe(0);
      const gone = await run("results");
      // OpenAI's jobs stay; their files don't.
      expect(gone.code).toBe(where === openai ? 1 : 2);
      expect(gone.err).toMatch(where === openai ? /not there any more/ : /does not know the job/);
    }));

  it("that the provider does not know is said", () =>
    withJob(async ({ place, emulator }) => {
      const args = ["--batch-id", "batches/none", "--model", where.model];
      for (const verb of ["status", "results", "wait"]) {
        const { code, err } = await place.run([verb, ...args], { env: where.env(emulator) });
        expect([verb, code]).toEqual([verb, 2]);
        expect(err).toContain(`${where.name} does not know the job "batches/none"`);
      }
    }));

  it("is found in the list, however long that is, and by its age", { timeout: 60_000 }, () =>
    withJob(
      async ({ job, place, emulator }) => {
        await emulator.advance(-40 * HOUR);
        const more = where.page + 5;
        for (let count = 0; count < more; count += 1) await where.create(emulator, 1);
        const list = async (...args: readonly string[]) => {
          const { out } = await place.run(
            ["list", "--remote", "--model", where.model, "--json", ...args],
            { env: where.env(emulator) },
          );
          return rowsOf(out).map(({ jobId }) => jobId);
        };
        const all = await list();
        expect(new Set(all).size).toBe(more + 1);
        expect(all).toContain(job);
        expect(await list("--since", "36h")).toEqual([]);
        expect(await list("--since", "48h")).toHaveLength(more + 1);
      },
      { workMs: 1 },
      1,
    ),
  );
});

it.each([openai, google])("a failed job at $name shows the provider's reason", async (where) => {
  const rules = [{ fault: "job_failed", message: "The thing is invalid." }] as const;
  await using emulator = await testEmulator({ faults: { rules } });
  await using place = await workplace();
  const job = await where.create(emulator, 3);
  await emulator.advance(HOUR);
  const run = (verb: string) =>
    place.run([verb, "--batch-id", job, "--model", where.model], { env: where.env(emulator) });
  expect((await run("wait")).code).toBe(3);
  const { code, err, out } = await run("results");
  expect([code, out]).toEqual([1, ""]);
  expect(err).toMatch(/job \S+ failed: \S+: The thing is invalid\./);
  expect((await run("status")).out).toContain("The thing is invalid.");
});
