import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import OpenAI from "openai";
import { describe, expect, it } from "vitest";
import { startEmulator, type EmulatorOptions } from "../../src/emulator/server.ts";
import { contentOf, createBatch, peopleLines, untilEnded } from "./openai/support.ts";
import { HOUR, MINUTE, parseLines, START } from "./support.ts";

/** A folder that is gone at the end of the test. */
class Directory implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<Directory> {
    return new Directory(await mkdtemp(join(tmpdir(), "emulator-test-")));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true });
  }
}

/** An emulator in another process. */
class Process implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly url: string;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  static async start(options: EmulatorOptions): Promise<Process> {
    const script = fileURLToPath(import.meta.resolve("./process.ts"));
    const child = spawn(process.execPath, [script, JSON.stringify(options)], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const [url] = await once(createInterface({ input: child.stdout }), "line");
    return new Process(child, String(url));
  }

  get client(): OpenAI {
    return clientOf(this.url);
  }

  async kill(): Promise<void> {
    const closed = once(this.#child, "close");
    this.#child.kill("SIGKILL");
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.kill();
  }
}

function clientOf(url: string): OpenAI {
  return new OpenAI({ apiKey: "sk-test", baseURL: `${url}/openai/v1`, maxRetries: 0 });
}

const clock = { now: (): number => START };

describe("one emulator after the other on the same directory", () => {
  it("finds jobs, files, the clock and the faults again", async () => {
    await using directory = await Directory.make();
    const options = { directory: directory.path, clock, workMs: HOUR };
    const first = await startEmulator({ ...options, faults: { rules: [{ fault: "crlf_lines" }] } });
    const { id, input_file_id: file } = await createBatch(clientOf(first.url), peopleLines());
    await fetch(`${first.url}/admin/clock`, {
      method: "POST",
      body: JSON.stringify({ advanceMs: 30 * MINUTE }),
    });
    await first.close();

    await using second = await startEmulator(options);
    const client = clientOf(second.url);
    expect((await client.batches.list()).data.map((batch) => batch.id)).toEqual([id]);
    expect((await client.files.retrieve(file)).filename).toBe("requests.jsonl");
    expect((await client.batches.retrieve(id)).status).not.toBe("completed");
    await fetch(`${second.url}/admin/clock`, {
      method: "POST",
      body: JSON.stringify({ advanceMs: 30 * MINUTE }),
    });
    const ended = await untilEnded(client, id);
    expect((await contentOf(client, ended.output_file_id)).split("\r\n")).toHaveLength(11);
    expect(await (await fetch(`${second.url}/admin/faults`)).json()).toEqual({
      rules: [{ fault: "crlf_lines" }],
    });
  });

  it("goes on with work that the first one left", async () => {
    await using directory = await Directory.make();
    const options = { directory: directory.path, workMs: 0 };
    const first = await startEmulator(options);
    const lines = Array.from({ length: 5000 }, (_, place) => ({
      ...peopleLines(1)[0],
      custom_id: `r-${place}`,
    }));
    const { id } = await createBatch(clientOf(first.url), lines);
    await first.close();
    await using second = await startEmulator(options);
    const ended = await untilEnded(clientOf(second.url), id);
    expect(ended.request_counts).toEqual({ total: 5000, completed: 5000, failed: 0 });
  });

  it("takes over from a worker that had the number of its own process", async () => {
    await using directory = await Directory.make();
    const options = { directory: directory.path, workMs: 0 };
    const first = await startEmulator({ ...options, clock });
    const { id } = await createBatch(clientOf(first.url), peopleLines());
    await first.close();
    const database = new DatabaseSync(join(directory.path, "emulator.db"));
    const change = database.prepare("UPDATE job SET phase = 'accepted', worker = ?, beat_at = ?");
    change.run(`${process.pid}:another`, Date.now());
    database.close();
    await using second = await startEmulator({ ...options, clock });
    expect((await untilEnded(clientOf(second.url), id)).status).toBe("completed");
  });

  it("leaves nothing behind without a directory", async () => {
    const emulator = await startEmulator();
    await createBatch(clientOf(emulator.url), peopleLines(1));
    const health = await fetch(`${emulator.url}/admin/health`);
    const { directory }: { directory: string } = JSON.parse(await health.text());
    expect(await readdir(directory)).toContain("emulator.db");
    await emulator.close();
    await emulator.close();
    await expect(readdir(directory)).rejects.toMatchObject({ code: "ENOENT" });
  });
});

it("refuses a directory of another version", async () => {
  await using directory = await Directory.make();
  await (await startEmulator({ directory: directory.path })).close();
  const database = new DatabaseSync(join(directory.path, "emulator.db"));
  database.exec("PRAGMA user_version = 99");
  database.close();
  await expect(startEmulator({ directory: directory.path })).rejects.toThrow(
    /made by another version of the emulator/,
  );
});

describe("two processes on the same directory", () => {
  it("serve the same jobs and files, and count them as one", async () => {
    await using directory = await Directory.make();
    await using other = await Process.start({ directory: directory.path, workMs: 0 });
    await using own = await startEmulator({ directory: directory.path, workMs: 0 });
    const client = clientOf(own.url);
    const { id, input_file_id: file } = await createBatch(other.client, peopleLines());
    const ended = await untilEnded(client, id);
    expect(parseLines(await contentOf(client, ended.output_file_id))).toHaveLength(10);
    const again = await client.batches.create({
      input_file_id: file,
      endpoint: "/v1/chat/completions",
      completion_window: "24h",
    });
    expect((await untilEnded(other.client, again.id)).status).toBe("completed");
    const created = await Promise.all(
      Array.from({ length: 20 }, (_, place) =>
        createBatch(place % 2 === 0 ? client : other.client, peopleLines(1)),
      ),
    );
    for (const batch of created) await untilEnded(client, batch.id);
    const response = await fetch(`${own.url}/admin/jobs`);
    const { jobs }: { jobs: { number: number }[] } = JSON.parse(await response.text());
    expect(jobs.map(({ number }) => number)).toEqual(
      Array.from({ length: 22 }, (_, place) => place + 1),
    );
  });

  it("take work over from one that was killed", async () => {
    await using directory = await Directory.make();
    await using other = await Process.start({
      directory: directory.path,
      workMs: 0,
      limits: { openai: { requestsPerJob: 100_000 } },
    });
    const lines = Array.from({ length: 60_000 }, (_, place) => ({
      ...peopleLines(1)[0],
      custom_id: `r-${place}`,
    }));
    const { id } = await createBatch(other.client, lines);
    await other.kill();
    await using own = await startEmulator({
      directory: directory.path,
      workMs: 0,
      limits: { openai: { requestsPerJob: 100_000 } },
    });
    const client = clientOf(own.url);
    expect((await client.batches.retrieve(id)).status).not.toBe("completed");
    const ended = await untilEnded(client, id);
    expect(ended.request_counts).toEqual({ total: 60_000, completed: 60_000, failed: 0 });
    const ids = parseLines(await contentOf(client, ended.output_file_id)).map(
      (line) => line["custom_id"],
    );
    expect(new Set(ids).size).toBe(60_000);
  });
});
