import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands/index.ts";
import * as shapes from "../support/json-shapes.ts";
import { spawned, spawnedBatch, type Spawned } from "../support/spawned.ts";
import { workplace, type Workplace } from "../support/workplace.ts";

const CLI = new URL("../../src/cli/main.ts", import.meta.url).pathname;
const MODEL = "--model openai/gpt-4o-mini";
const PEOPLE = `${MODEL} --response-model User --input fixtures/ten-people.jsonl`;
/** Long enough for the next command to find the job under way. */
const SLOW = { BATCH_EMULATE_WORK_MS: "20000" };

let place: Workplace;

beforeAll(async () => {
  place = await workplace();
});
afterAll(() => place[Symbol.asyncDispose]());

async function batch(
  line: string,
  options: { readonly env?: Readonly<Record<string, string>>; readonly input?: string } = {},
): Promise<Spawned> {
  const env = { BATCH_EMULATE_WORK_MS: "100", ...options.env };
  const argv = line.split(" ").filter((word) => word !== "");
  return await spawnedBatch(argv, { folder: place.path, ...options, env });
}

function json({ out }: Spawned): unknown {
  expect(out.trimEnd().split("\n")).toHaveLength(1);
  return JSON.parse(out);
}

describe("the command that is to be typed next", () => {
  it("finds the batch in the store that was named, as a shell reads it", async () => {
    const store = "kate's batches";
    const line = `create --emulate ${PEOPLE} --wait --store`;
    const env = { BATCH_EMULATE_WORK_MS: "100" };
    const options = { folder: place.path, env };
    const created = await spawnedBatch([...line.split(" "), store], options);
    const [, next = ""] = /^Next: (.*)$/m.exec(created.err) ?? [];
    expect(next).toContain("--store 'kate");
    const shell = `batch() { "${process.execPath}" "${CLI}" "$@"; }; ${next}`;
    const { code, out, err } = await spawned("sh", ["-c", shell], options);
    expect([code, err]).toEqual([0, ""]);
    expect(out.trimEnd().split("\n")).toHaveLength(10);
  });
});

// A dozen processes in a row, beside other tests.
describe("each command as a process", { timeout: 60_000 }, () => {
  it("does its part of a batch's life, and writes its documented JSON", async () => {
    const planned = await batch(`create ${PEOPLE} --dry-run --json`);
    expect([planned.code, planned.err]).toEqual([0, ""]);
    expect(shapes.plan.parse(json(planned))).toMatchObject({ records: 10, jobs: [{}] });
    expect(json(await batch("list --json"))).toEqual([]);

    const created = await batch(`create --emulate ${PEOPLE} --json`);
    expect([created.code, created.err]).toEqual([0, ""]);
    const { batchId, jobs } = shapes.status.parse(json(created));
    const own = `--batch-id ${batchId} --json`;

    const waited = await batch(`wait ${own}`);
    expect(waited.code).toBe(0);
    expect(shapes.status.parse(json(waited))).toMatchObject({ outcomes: { succeeded: 10 } });

    const looked = await batch(`status ${own}`);
    expect(looked.code).toBe(0);
    expect(shapes.status.parse(json(looked))).toMatchObject({ state: "finished" });

    const ofJob = `--batch-id ${jobs[0]?.jobId} ${MODEL} --emulate --json`;
    for (const command of ["status", "wait"]) {
      const job = await batch(`${command} ${ofJob}`);
      expect(shapes.job.parse(json(job)), command).toMatchObject({ state: "succeeded" });
    }

    const results = await batch(`results ${own}`);
    expect(results.code).toBe(0);
    const rows = results.out.trimEnd().split("\n");
    expect(rows.map((line) => shapes.row.parse(JSON.parse(line)).id)).toHaveLength(10);

    const listed = await batch("list --json");
    expect(shapes.status.array().parse(json(listed))).toMatchObject([{ batchId }]);
    const remote = await batch(`list --remote --emulate ${MODEL} --json`);
    expect(shapes.job.parse(json(remote))).toMatchObject({ jobId: jobs[0]?.jobId });

    const resumed = await batch(`resume ${own}`);
    expect(resumed.code).toBe(0);
    shapes.status.parse(json(resumed));
    const cancelled = await batch(`cancel ${own}`);
    expect(cancelled.code).toBe(0);
    shapes.status.parse(json(cancelled));

    const retried = await batch(`retry ${own}`);
    expect(retried.code).toBe(2);
    expect(shapes.fault.parse(json(retried)).error.message).toContain("no records left");

    const removed = await batch(`delete ${own}`);
    expect(removed.code).toBe(0);
    expect(shapes.deleted.parse(json(removed))).toEqual({ batchId, deleted: true, leftovers: [] });
  });

  it("writes a request file, and sends it later", async () => {
    const written = await batch(`create ${PEOPLE} -o requests.jsonl --json`);
    expect(shapes.requestFile.parse(json(written))).toMatchObject({ requests: 10, renamed: 0 });
    const sent = await batch(
      `create-from-file --emulate --file-path requests.jsonl ${MODEL} --response-model User --wait --json`,
    );
    expect(sent.code).toBe(0);
    expect(shapes.status.parse(json(sent))).toMatchObject({ outcomes: { succeeded: 10 } });
  });

  it("retries what a cancelled batch has not finished", async () => {
    const created = await batch(`create --emulate ${PEOPLE} --json`, { env: SLOW });
    const { batchId } = shapes.status.parse(json(created));
    const own = `--batch-id ${batchId} --json`;
    const status = await batch(`status ${own}`, { env: SLOW });
    expect(shapes.status.parse(json(status)).state).toBe("in_progress");
    const early = await batch(`results ${own}`, { env: SLOW });
    expect([early.code, shapes.fault.parse(json(early)).error.code]).toEqual([4, "unfinished"]);
    const waited = await batch(`wait ${own} --timeout 10ms`, { env: SLOW });
    expect(waited.code).toBe(4);
    shapes.status.parse(json(waited));
    expect((await batch(`cancel ${own}`, { env: SLOW })).code).toBe(0);
    expect((await batch(`wait ${own}`)).code).toBe(3);
    const failed = await batch(`results ${own} --only failed`);
    const kinds = failed.out
      .trimEnd()
      .split("\n")
      .map((line) => shapes.row.parse(JSON.parse(line)).kind);
    expect(new Set(kinds)).toEqual(new Set(["cancelled"]));
    const retried = await batch(`retry ${own} --wait`);
    expect(retried.code).toBe(0);
    expect(shapes.status.parse(json(retried))).toMatchObject({ outcomes: { succeeded: 10 } });
  });

  it("lists the models", async () => {
    const { code, out } = await batch("models --json");
    expect(code).toBe(0);
    const models = shapes.model.array().parse(JSON.parse(out));
    expect(models.map(({ model }) => model)).toContain("anthropic/claude-haiku-4-5");
    expect((await batch("list-models --json")).out).toBe(out);
  });

  it("serves the providers' APIs until it is interrupted", async () => {
    const argv = [CLI, "emulate", "--port", "0", "--json"];
    const child = spawn(process.execPath, argv, {
      cwd: place.path,
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [line] = await once(createInterface(child.stdout), "line");
    const { baseUrls } = shapes.serving.parse(JSON.parse(String(line)));
    const env = { OPENAI_BASE_URL: baseUrls["openai"] ?? "", OPENAI_API_KEY: "a-key" };
    const created = await batch(`create ${PEOPLE} --wait --json`, {
      env: { ...env, BATCH_POLL_MS: "50" },
    });
    expect([created.code, created.err]).toEqual([0, ""]);
    expect(shapes.status.parse(json(created))).toMatchObject({ emulated: false });
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([0, null]);
  });
});

describe("help", () => {
  it.each(COMMANDS.map(({ name }) => name))("of batch %s fits into 80 columns", async (name) => {
    const { code, out, err } = await place.run([name, "--help"]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain(`Usage: batch ${name}`);
    expect(out.split("\n").filter(({ length }) => length > 80)).toEqual([]);
  });

  it("of a command comes both ways", async () => {
    const { code, out, err } = await batch("results --help");
    expect([code, err]).toEqual([0, ""]);
    expect((await batch("help results")).out).toBe(out);
  });

  it("of no command names all of them, and the version is that of the package", async () => {
    const { code, out } = await batch("");
    expect(code).toBe(0);
    expect(out.split("\n").filter(({ length }) => length > 80)).toEqual([]);
    for (const { name, summary } of COMMANDS) {
      expect(out).toMatch(new RegExp(`^  ${name} +${summary}$`, "m"));
    }
    const { version } = JSON.parse(
      await readFile(new URL("../../package.json", import.meta.url), "utf8"),
    );
    expect((await batch("--version")).out).toBe(`${version}\n`);
  });
});

describe("what a user may mistype", () => {
  const faults: readonly (readonly [string, string, string])[] = [
    [
      "a flag",
      "create --emulate --modle x",
      "Unknown option '--modle'. Did you mean --model? See: batch create --help",
    ],
    ["a command", "craete", "Unknown command 'craete'. Did you mean create? See: batch --help"],
    ["nothing where a flag is needed", "results", "--batch-id ID is missing"],
    ["no input", `create ${MODEL} --emulate`, "--input is missing"],
    ["a word too many", "list all", "Too many arguments"],
    ["no value", "wait --batch-id", "Option '--batch-id <ID>' argument missing"],
    [
      "a value that there is not",
      "results --batch-id latest --only good",
      "Allowed choices are all, succeeded, failed",
    ],
    ["an ending that tells nothing", `create ${MODEL} -i people.xml`, "--input-format"],
  ];

  it.each(faults)("%s is told with the next step, and exits with 2", async (_name, line, told) => {
    const { code, out, err } = await batch(line);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(/^batch: [^\n]+\n$/);
    expect(err).toContain(told);
    const asJson = await place.run(line.replace(/^\w+/, "$& --json").split(" "));
    expect(asJson.code).toBe(2);
    expect(shapes.fault.parse(JSON.parse(asJson.out)).error.message).toContain(told);
  });
});

describe("the shell around", () => {
  it("may close the pipe early", async () => {
    await batch(`create --emulate ${PEOPLE} --wait`);
    const script = `"${process.execPath}" "${CLI}" results --batch-id latest | head -1; echo "\${PIPESTATUS[0]}"`;
    const { out, err } = await spawned("bash", ["-c", script], { folder: place.path });
    expect(err).toBe("");
    expect(out).toMatch(/^\{"id":"person-1".*\}\n0\n$/);
  });

  it("gets records from a pipe, and rows into one", async () => {
    const input = '{"id":"z","text":"I am Zoe and 51 years old."}\n';
    const argv = `create --emulate ${MODEL} --response-model User --input -`;
    expect((await batch(`${argv} --wait`, { input })).code).toBe(0);
    const { out } = await batch("results --batch-id latest");
    expect(shapes.row.parse(JSON.parse(out))).toMatchObject({ data: { name: "Zoe", age: 51 } });
  });

  it("sees plain lines on standard error, and nothing but the id on standard output", async () => {
    const { out, err } = await batch(`create --emulate ${PEOPLE} --wait`);
    expect(out).toMatch(/^bx_[0-9a-z]{18}\n$/);
    expect(err).toMatch(
      /^reading · 10 records\n(bx_\w+ · in progress · .*\n)+bx_\w+ · finished · /,
    );
    expect(err).not.toContain("\u001B");
  });
});

describe("a project's own folder", () => {
  it("may be of CommonJS: a schema in TypeScript is taken as a module, without a word of Node's", async () => {
    await using other = await workplace();
    await writeFile(join(other.path, "package.json"), '{"type":"commonjs"}');
    const argv = `create ${PEOPLE} --dry-run --json`.split(" ");
    const { code, err } = await spawnedBatch(argv, { folder: other.path });
    expect([code, err]).toEqual([0, ""]);
  });
});
