import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workplace, type Workplace } from "../support/workplace.ts";

const VARIANTS: readonly (readonly [name: string, args: readonly string[]])[] = [
  ["openai, chat completions", ["--model", "openai/gpt-4o-mini"]],
  ["openai, responses", ["--model", "openai/gpt-5.4-mini"]],
  ["anthropic", ["--model", "anthropic/claude-haiku-4-5"]],
  ["anthropic, a model that thinks", ["--model", "anthropic/claude-sonnet-5"]],
  ["google, inline", ["--model", "google/gemini-2.5-flash", "--google-mode", "inline"]],
  ["google, by file", ["--model", "google/gemini-2.5-flash", "--google-mode", "file"]],
];

const CREATE = [
  "create",
  "--emulate",
  "--response-model",
  "User",
  "--input",
  "fixtures/ten-people.jsonl",
];

function rowsOf(text: string): { id: string; kind: string; data: unknown }[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))
    .map(({ id, kind, data }) => ({ id, kind, data }));
}

async function expectedRows({ path }: Workplace) {
  return rowsOf(await readFile(join(path, "fixtures/ten-people.expected.jsonl"), "utf8"));
}

describe.each(VARIANTS)("ten people by %s", (_name, model) => {
  it("come out right, created, waited for and read in three commands", async () => {
    await using place = await workplace();
    const created = await place.run([...CREATE, ...model]);
    expect([created.code, created.err]).toEqual([0, expect.any(String)]);
    expect(created.out).toMatch(/^bx_[0-9a-z]{18}\n$/);
    const id = created.out.trim();
    const waited = await place.run(["wait", "--batch-id", id]);
    expect(waited.code).toBe(0);
    expect(waited.err).toContain("10 succeeded");
    const results = await place.run(["results", "--batch-id", "latest"]);
    expect(results.code).toBe(0);
    expect(rowsOf(results.out)).toEqual(await expectedRows(place));
  });
});

describe("create", () => {
  it("gives programs the batch and its jobs", async () => {
    await using place = await workplace();
    const { out, code } = await place.run([...CREATE, "--model", "openai/gpt-4o-mini", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      batchId: expect.stringMatching(/^bx_/),
      total: 10,
      jobs: [{ jobId: expect.stringMatching(/^batch_/), provider: "openai", requests: 10 }],
    });
  });

  it("reads CSV with a prompt, standard input, and a record that is bad before anything is sent", async () => {
    await using place = await workplace();
    const model = ["--model", "openai/gpt-4o-mini"];
    const csv = await place.run([
      "create",
      "--emulate",
      ...model,
      "--response-model",
      "SupportTicket",
      "--input",
      "fixtures/mails.csv",
      "--prompt",
      "{{subject}}: {{body}}",
      "--wait",
    ]);
    expect(csv.code).toBe(0);
    const piped = await place.run(
      ["create", "--emulate", ...model, "--response-model", "User", "--input", "-", "--wait"],
      { input: '"I am Ann and 30 years old."\n' },
    );
    expect(piped.code).toBe(0);
    await writeFile(join(place.path, "bad.jsonl"), '{"text":"fine"}\n{"text":7}\n');
    const bad = await place.run(["create", "--emulate", ...model, "--input", "bad.jsonl"]);
    expect(bad.code).toBe(2);
    expect(bad.err).toContain("bad.jsonl:2:");
    await writeFile(
      join(place.path, "twice.jsonl"),
      '{"id":"a","text":"x"}\n\n{"id":"a","text":"y"}\n',
    );
    const twice = await place.run(["create", "--emulate", ...model, "--input", "twice.jsonl"]);
    expect(twice.code).toBe(2);
    expect(twice.err).toContain('twice.jsonl:3: the id "a" is that of line 1 too');
    const { out } = await place.run(["list", "--json"]);
    expect(JSON.parse(out)).toHaveLength(2);
  });

  it("writes a request file, which is sent later and keeps the records' ids", async () => {
    await using place = await workplace();
    const model = ["--model", "anthropic/claude-haiku-4-5"];
    const written = await place.run([
      ...CREATE.filter((arg) => arg !== "--emulate"),
      ...model,
      "-o",
      "requests.jsonl",
    ]);
    expect(written.code).toBe(0);
    const lines = (await readFile(join(place.path, "requests.jsonl"), "utf8"))
      .trimEnd()
      .split("\n");
    expect(lines).toHaveLength(10);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      custom_id: "person-1",
      params: { model: "claude-haiku-4-5", messages: [{ role: "user" }] },
    });
    const sent = await place.run([
      "create-from-file",
      "--emulate",
      "--file-path",
      "requests.jsonl",
      ...model,
      "--response-model",
      "User",
      "--wait",
    ]);
    expect(sent.code).toBe(0);
    const { out } = await place.run(["results", "--batch-id", "latest"]);
    expect(rowsOf(out)).toEqual(await expectedRows(place));
  });

  it("cuts the input into jobs, and gives all their outcomes in order", async () => {
    await using place = await workplace();
    const args = [
      "--model",
      "google/gemini-2.5-flash",
      "--max-requests-per-job",
      "3",
      "--wait",
      "--json",
    ];
    const { out, code } = await place.run([...CREATE, ...args]);
    expect(code).toBe(0);
    expect(JSON.parse(out).jobs.map((job: { requests: number }) => job.requests)).toEqual([
      3, 3, 3, 1,
    ]);
    const results = await place.run(["results", "--batch-id", "latest"]);
    expect(rowsOf(results.out)).toEqual(await expectedRows(place));
  });
});

describe("what a user may get wrong", () => {
  const faults: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["a model without a provider", ["--model", "gpt-4o-mini"], /"gpt-4o-mini" has no provider/],
    [
      "a foreign provider",
      ["--model", "acme/x"],
      /no provider "acme". There are: openai, anthropic, google/,
    ],
    ["no key", ["--model", "openai/gpt-4o-mini"], /OPENAI_API_KEY.*--emulate/],
    [
      "no key at Google",
      ["--model", "google/gemini-2.5-flash"],
      /GOOGLE_API_KEY or GEMINI_API_KEY/,
    ],
    [
      "another response model",
      ["--model", "openai/gpt-4o-mini", "--response-model", "Usr"],
      /no response model "Usr".*User \(schemas\/user\.ts\)/,
    ],
    [
      "a file without that export",
      ["--model", "openai/gpt-4o-mini", "--response-model", "schemas/user.ts#X"],
      /schemas\/user\.ts exports User; not X/,
    ],
    [
      "no such file",
      ["--model", "openai/gpt-4o-mini", "--input", "nothing.jsonl", "--emulate"],
      /nothing\.jsonl/,
    ],
    [
      "an odd number",
      ["--model", "openai/gpt-4o-mini", "--emulate", "--max-output-tokens", "many"],
      /--max-output-tokens takes a whole number.*"many"/,
    ],
    [
      "an odd time",
      ["--model", "openai/gpt-4o-mini", "--emulate", "--wait", "--timeout", "soon"],
      /--timeout takes a time/,
    ],
    [
      "a folder that there is not",
      ["--model", "openai/gpt-4o-mini", "--output-file", "nowhere/requests.jsonl"],
      /no folder nowhere for --output-file/,
    ],
    [
      "a time to wait without waiting",
      ["--model", "openai/gpt-4o-mini", "--emulate", "--timeout", "2h"],
      /--timeout .* needs --wait/,
    ],
    [
      "two inputs",
      ["--model", "openai/gpt-4o-mini", "--emulate", "--messages-file", "more.jsonl"],
      /--input and --messages-file are the same/,
    ],
    [
      "two ways to send nothing",
      ["--model", "openai/gpt-4o-mini", "--dry-run", "--output-file", "requests.jsonl"],
      /--dry-run .* --output-file/,
    ],
    [
      "a prompt's file that there is not",
      ["--model", "openai/gpt-4o-mini", "--emulate", "--prompt", "@nowhere.txt"],
      /^batch: nowhere\.txt can't be read: ENOENT/,
    ],
    [
      "options that are no JSON",
      ["--model", "openai/gpt-4o-mini", "--emulate", "--provider-options", "{"],
      /--provider-options takes a JSON object/,
    ],
    [
      "options that would replace a record",
      ["--model", "openai/gpt-4o-mini", "--emulate", "--provider-options", '{"messages":[]}'],
      /can't set "messages"/,
    ],
    [
      "a choice that there is not",
      ["--model", "openai/gpt-4o-mini", "--dedupe", "all"],
      /shard, batch, none/,
    ],
  ];
  it.each(faults)("%s is said in a sentence, with exit code 2", async (_name, args, message) => {
    await using place = await workplace();
    const input = args.includes("--input") ? [] : ["--input", "fixtures/ten-people.jsonl"];
    const { code, err } = await place.run(["create", ...args, ...input]);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err).not.toContain("    at ");
  });

  it("a model that is not known is passed on with a warning", async () => {
    await using place = await workplace();
    const { code, err } = await place.run([
      ...CREATE,
      "--model",
      "openai/gpt-99",
      "--structured-output",
      "json",
    ]);
    expect(err).toContain("openai/gpt-99 is not a model that batch-extract knows");
    expect(code).toBe(0);
  });

  it("an empty input is no batch", async () => {
    await using place = await workplace();
    const { code, err } = await place.run(
      ["create", "--emulate", "--model", "openai/gpt-4o-mini", "--input", "-"],
      { input: "\n\n" },
    );
    expect([code, err]).toEqual([2, expect.stringContaining("no records")]);
    expect((await place.run(["list", "--json"])).out.trim()).toBe("[]");
  });

  it("--json gives the error to programs too", async () => {
    await using place = await workplace();
    const { out, code } = await place.run(["status", "--batch-id", "bx_none", "--json"]);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toEqual({
      error: { code: "not_found", message: expect.stringContaining("bx_none") },
    });
  });
});

async function finished(place: Workplace): Promise<void> {
  await place.run([...CREATE, "--model", "openai/gpt-4o-mini", "--wait"]);
}

describe("results", () => {
  it("are a table on a terminal that fits it", async () => {
    await using place = await workplace();
    await finished(place);
    const { out } = await place.run(["results", "--batch-id", "latest"], { terminal: true });
    const lines = out.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^ID +KIND +NAME +AGE$/);
    expect(lines).toHaveLength(11);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it("are written in the format of the file's ending", async () => {
    await using place = await workplace();
    await finished(place);
    for (const name of ["a.csv", "a.json", "a.jsonl"]) {
      const { code } = await place.run([
        "results",
        "--batch-id",
        "latest",
        "-o",
        join(place.path, name),
      ]);
      expect(code).toBe(0);
    }
    const read = (name: string) => readFile(join(place.path, name), "utf8");
    expect((await read("a.csv")).split("\n").slice(0, 2)).toEqual([
      "id,kind,name,age",
      "person-1,succeeded,Alice,28",
    ]);
    expect(JSON.parse(await read("a.json"))).toHaveLength(10);
    expect(rowsOf(await read("a.jsonl"))).toEqual(await expectedRows(place));
  });

  it("of a batch under way are refused with exit code 4, unless part of them is asked for", async () => {
    await using place = await workplace();
    await place.run([...CREATE, "--model", "openai/gpt-4o-mini"], SLOW);
    const early = await place.run(["results", "--batch-id", "latest"]);
    expect([early.code, early.out]).toEqual([4, ""]);
    expect(early.err).toContain("0 of 10 records");
    const partial = await place.run(["results", "--batch-id", "latest", "--partial"]);
    expect([partial.code, partial.out]).toEqual([4, ""]);
    const followed = await place.run(["results", "--batch-id", "latest", "--follow"]);
    expect(followed.code).toBe(0);
    expect(rowsOf(followed.out)).toEqual(await expectedRows(place));
  });
});

/** A job that is still under way when the next command looks at it. */
const SLOW = { env: { BATCH_EMULATE_WORK_MS: "800" } };

describe("other commands", () => {
  it("wait ends in time with exit code 4, and the batch goes on", async () => {
    await using place = await workplace();
    await place.run([...CREATE, "--model", "openai/gpt-4o-mini"], SLOW);
    const short = await place.run(["wait", "--batch-id", "latest", "--timeout", "1ms"]);
    expect(short.code).toBe(4);
    expect(short.err).toContain("batch wait --batch-id bx_");
    expect((await place.run(["wait", "--batch-id", "latest"])).code).toBe(0);
  });

  it("cancel stops a batch, whose records then have their outcomes", async () => {
    await using place = await workplace();
    await place.run([...CREATE, "--model", "openai/gpt-4o-mini"], SLOW);
    expect((await place.run(["cancel", "--batch-id", "latest"])).code).toBe(0);
    expect((await place.run(["wait", "--batch-id", "latest"])).code).toBe(3);
    const { out, code } = await place.run(["results", "--batch-id", "latest"]);
    expect(code).toBe(3);
    expect(rowsOf(out).map(({ kind }) => kind)).toContain("cancelled");
    expect(rowsOf(out)).toHaveLength(10);
  });

  it("delete refuses while jobs are under way, and removes all traces after", async () => {
    await using place = await workplace();
    await place.run([...CREATE, "--model", "openai/gpt-4o-mini"], SLOW);
    const early = await place.run(["delete", "--batch-id", "latest"]);
    expect([early.code, early.err]).toEqual([2, expect.stringContaining("1 jobs under way")]);
    await place.run(["wait", "--batch-id", "latest"]);
    expect((await place.run(["delete", "--batch-id", "latest"])).code).toBe(0);
    expect((await place.run(["status", "--batch-id", "latest"])).code).toBe(2);
  });

  it("status and list show batches, and a provider's own jobs", async () => {
    await using place = await workplace();
    const created = await place.run([
      ...CREATE,
      "--model",
      "openai/gpt-4o-mini",
      "--wait",
      "--json",
    ]);
    const { batchId, jobs } = JSON.parse(created.out);
    const status = await place.run(["status", "--batch-id", batchId]);
    expect(status.out).toContain("finished");
    const remote = ["--model", "openai/gpt-4o-mini", "--emulate"];
    const job = await place.run(["status", "--batch-id", jobs[0].jobId, ...remote, "--json"]);
    expect(JSON.parse(job.out)).toMatchObject({ state: "succeeded", providerState: "completed" });
    const listed = await place.run(["list", "--remote", ...remote, "--since", "1h", "--json"]);
    expect(
      listed.out
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).jobId),
    ).toEqual([jobs[0].jobId]);
    expect((await place.run(["list"])).out).toContain(batchId);
  });

  it("models lists what is known", async () => {
    await using place = await workplace();
    const { out } = await place.run(["list-models", "--json"]);
    expect(JSON.parse(out)).toContainEqual({
      model: "openai/gpt-4o-mini",
      title: "GPT-4o mini",
      keyVariables: ["OPENAI_API_KEY"],
    });
  });
});
