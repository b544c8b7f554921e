import { GoogleGenAI } from "@google/genai";
import OpenAI from "openai";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BatchProcessor, type BatchProcessorOptions } from "../../src/batch-processor.ts";
import type { EmulatorOptions } from "../../src/emulator/server.ts";
import type { FaultRule } from "../../src/emulator/faults/profile.ts";
import type { Outcome } from "../../src/model/outcome.ts";
import { User } from "../../schemas/user.ts";
import { VARIANTS } from "../crash/crash-run.ts";
import { all } from "../support/collected.ts";
import { testEmulator, type TestEmulator } from "../support/emulated.ts";
import { PlannedClock } from "../support/planned-clock.ts";
import { QUICK } from "../support/quick.ts";
import { strangeServer } from "../support/strange-server.ts";

type UserOutcome = Outcome<{ name: string; age: number }>;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function people(count: number): { id: string; text: string }[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `p${index}`,
    text: `I am Ann and ${20 + index} years old.`,
  }));
}

describe.each(VARIANTS)("a job at $provider", ({ provider, model, flags }) => {
  let stack: AsyncDisposableStack;
  let emulator: TestEmulator;

  beforeEach(() => {
    stack = new AsyncDisposableStack();
  });

  afterEach(() => stack.disposeAsync());

  async function started(
    options: EmulatorOptions = {},
    ...rules: readonly FaultRule[]
  ): Promise<void> {
    emulator = stack.use(await testEmulator({ workMs: 60, faults: { rules }, ...options }));
  }

  async function create(count: number, more: Partial<BatchProcessorOptions<typeof User>> = {}) {
    const processor = stack.use(
      new BatchProcessor({
        model,
        responseModel: User,
        flags,
        store: "memory",
        apiKey: "key",
        baseUrl: emulator.baseUrls[provider],
        tuning: QUICK,
        ...more,
      }),
    );
    return await processor.create(people(count));
  }

  async function finished(count: number, more: Partial<BatchProcessorOptions<typeof User>> = {}) {
    const batch = await create(count, more);
    const status = await batch.wait();
    const outcomes: UserOutcome[] = await all(batch.results());
    return { status, outcomes };
  }

  async function calls(pattern: RegExp): Promise<number> {
    const made = Object.entries(await emulator.calls());
    return made.reduce((sum, [route, times]) => sum + (pattern.test(route) ? times : 0), 0);
  }

  /** Whether the emulator is done with its first job. */
  async function worked(): Promise<boolean> {
    const [job] = await emulator.jobs();
    const path = {
      openai: `/openai/v1/batches/${job?.id}`,
      anthropic: `/anthropic/v1/messages/batches/${job?.id}`,
      google: `/v1/batches/${job?.id.replace(/^batches\//, "")}`,
    }[provider];
    const headers = {
      authorization: "Bearer key",
      "x-goog-api-key": "key",
      "anthropic-version": "2026-10-21",
    };
    const found = await (await fetch(`${emulator.url}${path}`, { headers })).text();
    return /:"(completed|ended|BATCH_STATE_SUCCEEDED)"/.test(found);
  }

  /** Names of the files that are at the provider. */
  async function files(): Promise<readonly string[]> {
    if (provider === "openai") {
      const client = new OpenAI({ apiKey: "key", baseURL: emulator.baseUrls.openai });
      return (await all(client.files.list())).map(({ filename }) => filename);
    }
    if (provider === "anthropic") return [];
    const httpOptions = { baseUrl: emulator.baseUrls.google };
    const client = new GoogleGenAI({ apiKey: "key", httpOptions });
    return (await all(await client.files.list())).map(({ name }) => name ?? "");
  }

  it("that somebody else cancelled keeps what it had finished, where the provider keeps it", async () => {
    await started({}, { fault: "job_cancelled", at: 0.5 });
    const { outcomes } = await finished(10, { maxAttempts: 1 });
    const kinds = outcomes.map(({ kind }) => kind);
    const kept = provider === "google" ? 0 : 5;
    expect(kinds.filter((kind) => kind === "succeeded").length).toBe(kept);
    expect(kinds.filter((kind) => kind === "cancelled").length).toBe(10 - kept);
  });

  it("in a state of the future is polled to its end", async () => {
    await started({ workMs: 400 }, { fault: "unknown_state", state: "BATCH_STATE_DREAMING" });
    const { status } = await finished(2);
    expect(status.outcomes).toEqual({ succeeded: 2 });
    expect(status.jobs).toHaveLength(1);
  });

  it("is waited for through an outage that is longer than any single call's patience", async () => {
    await started(
      {},
      { fault: "overloaded", route: "^GET", times: 12 },
      { fault: "rate_limit", route: "^GET", retryAfterMs: 1, times: 12 },
    );
    const { status } = await finished(2, { clock: new PlannedClock(Date.now()) });
    expect(status.outcomes).toEqual({ succeeded: 2 });
    expect(await emulator.jobs()).toHaveLength(1);
  });

  it("is never cancelled by looking, by waiting in vain, or by its age", async () => {
    await started({ workMs: 20 * HOUR });
    const batch = await create(2);
    await batch.wait({ timeoutMs: 1 });
    await emulator.advance(provider === "google" ? 19 * HOUR : 23 * HOUR);
    await batch.status();
    await batch.wait({ timeoutMs: 1 });
    expect(await calls(/cancel/)).toBe(0);
  });

  it("is asked for after its provider forgot its results: that is said, and not paid for again", async () => {
    await started();
    const clock = new PlannedClock(Date.now());
    const batch = await create(3, { clock });
    await emulator.advance(HOUR);
    // Whoever looks lets the emulator work; nothing is collected by it.
    await expect.poll(worked).toBe(true);
    await emulator.advance(31 * DAY);
    clock.advance(31 * DAY + HOUR);
    const status = await batch.wait();
    const outcomes: UserOutcome[] = await all(batch.results());
    expect(await emulator.jobs()).toHaveLength(1);
    const gone = { openai: "30 days", anthropic: "29 days", google: undefined }[provider];
    const told = {
      code: "results_gone",
      retryable: false,
      message: expect.stringContaining(gone ?? ""),
    };
    // For how long it keeps output, Google does not say; the emulator keeps it.
    const expected = gone === undefined ? { kind: "succeeded" } : { kind: "errored", error: told };
    expect(status.state).toBe("finished");
    expect(outcomes).toMatchObject([expected, expected, expected]);
  });

  it("leaves no file of ours behind but what its provider can't delete", async () => {
    await started();
    await finished(2);
    const left = await files();
    expect(left.filter((name) => !name.startsWith("files/batch-"))).toEqual([]);
  });

  it("leaves its files where it is told to", async () => {
    await started();
    await finished(2, { keepRemoteFiles: true });
    const kept = { openai: 2, anthropic: 0, google: 2 }[provider];
    expect(await files()).toHaveLength(kept);
  });

  it("has its records although its files can't be deleted", async () => {
    await started({}, { fault: "server_error", route: "^DELETE" });
    const { status } = await finished(2, { clock: new PlannedClock(Date.now()) });
    expect(status.outcomes).toEqual({ succeeded: 2 });
  });
});

it.each(VARIANTS.filter(({ provider }) => provider !== "anthropic"))(
  "a job that failed as a whole at $provider gives its reasons, to the batch and to each record",
  async ({ provider, model, flags }) => {
    const rules = [{ fault: "job_failed", message: "The thing is invalid." }] as const;
    await using emulator = await testEmulator({ workMs: 60, faults: { rules } });
    await using processor = new BatchProcessor({
      model,
      flags,
      store: "memory",
      apiKey: "key",
      baseUrl: emulator.baseUrls[provider],
      retry: "none",
      tuning: QUICK,
    });
    const batch = await processor.create(people(2));
    const { jobs } = await batch.wait();
    const reason = { message: "The thing is invalid." };
    expect(jobs).toMatchObject([{ state: "failed", errors: [reason] }]);
    expect(await all(batch.results())).toMatchObject([
      { id: "p0", kind: "errored", error: reason },
      { id: "p1", kind: "errored", error: reason },
    ]);
  },
);

it("files for OpenAI are sent with a name and a lifetime", async () => {
  await using stranger = await strangeServer();
  await using processor = new BatchProcessor({
    model: "openai/gpt-4o-mini",
    store: "memory",
    apiKey: "key",
    baseUrl: stranger.url,
  });
  // Its answer names no file, which is the end of it.
  await expect(processor.create(people(1))).rejects.toThrow("OpenAI file");
  const [upload = ""] = stranger.heard;
  expect(upload).toMatch(/^POST \/files /);
  expect(upload).toMatch(/name="file"; filename="[^"]+\.jsonl"/);
  expect(upload).toMatch(/name="purpose"\s+batch\s/);
  expect(upload).toMatch(/name="expires_after\[anchor\]"\s+created_at\s/);
  expect(upload).toMatch(/name="expires_after\[seconds\]"\s+2592000\s/);
});
