import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BatchProcessor, type BatchProcessorOptions } from "../../src/batch-processor.ts";
import type { EmulatorOptions } from "../../src/emulator/server.ts";
import type { FaultRule } from "../../src/emulator/faults/profile.ts";
import type { Outcome } from "../../src/model/outcome.ts";
import { User } from "../../schemas/user.ts";
import { VARIANTS } from "../crash/crash-run.ts";
import { all } from "../support/collected.ts";
import { testEmulator, type TestEmulator } from "../support/emulated.ts";
import { QUICK } from "../support/quick.ts";

type UserOutcome = Outcome<{ name: string; age: number }>;

function people(count: number): { id: string; text: string }[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `p${index}`,
    text: `I am Ann and ${20 + index} years old.`,
  }));
}

function kinds(outcomes: readonly UserOutcome[]): string[] {
  return outcomes.map(({ kind }) => kind);
}

describe.each(VARIANTS)("at $provider", ({ provider, model, flags }) => {
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

  function processor(
    more: Partial<BatchProcessorOptions<typeof User>> = {},
  ): BatchProcessor<typeof User> {
    return stack.use(
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
  }

  async function run(count: number, more: Partial<BatchProcessorOptions<typeof User>> = {}) {
    const batch = await processor(more).create(people(count));
    const status = await batch.wait();
    const outcomes: UserOutcome[] = await all(batch.results());
    return { batch, status, outcomes };
  }

  describe("what is worth it is sent again by itself", () => {
    const passing = [
      "request_failed",
      "request_rate_limited",
      "request_overloaded",
      "request_expired",
      "missing_line",
      "malformed_line",
    ] as const;
    it.each(passing)("%s", async (fault) => {
      await started({}, { fault, times: 2 });
      const { outcomes, status } = await run(5);
      expect(kinds(outcomes)).toEqual(Array.from({ length: 5 }, () => "succeeded"));
      expect(status.jobs.map(({ attempt, requests }) => [attempt, requests])).toEqual([
        [1, 5],
        [2, 2],
      ]);
      expect(outcomes.map(({ attempt }) => attempt).toSorted((a, b) => a - b)).toEqual([
        1, 1, 1, 2, 2,
      ]);
    });

    it("an invalid answer by asking again, which shows the model what was wrong", async () => {
      await started({}, { fault: "schema_break", times: 1 });
      const { outcomes, status } = await run(3);
      expect(kinds(outcomes)).toEqual(["succeeded", "succeeded", "succeeded"]);
      expect(status.jobs).toHaveLength(2);
    });

    it("a truncated answer with a larger cap", async () => {
      await started({}, { fault: "truncation", times: 1 });
      const { outcomes } = await run(3, { maxOutputTokens: 100 });
      expect(kinds(outcomes)).toEqual(["succeeded", "succeeded", "succeeded"]);
    });

    it("only so often, and then the last outcome stands", async () => {
      await started({}, { fault: "request_failed", prompt: "21 years" });
      const { outcomes, status } = await run(3, { maxAttempts: 2 });
      expect(kinds(outcomes)).toEqual(["succeeded", "errored", "succeeded"]);
      expect(outcomes[1]).toMatchObject({ attempt: 2, error: { retryable: true } });
      expect(status.jobs.map(({ attempt }) => attempt)).toEqual([1, 2]);
    });

    it("not at all where it is told so", async () => {
      await started({}, { fault: "request_failed", times: 1 }, { fault: "schema_break", times: 1 });
      const { status } = await run(3, { retry: "none" });
      expect(status.jobs).toHaveLength(1);
      expect(status.outcomes).toEqual({ errored: 1, invalid: 1, succeeded: 1 });
    });

    it("only passing errors where it is told so", async () => {
      await started({}, { fault: "request_failed", times: 1 }, { fault: "schema_break", times: 1 });
      const { status } = await run(3, { retry: "errors" });
      expect(status.outcomes).toEqual({ invalid: 1, succeeded: 2 });
    });

    it("but no refusal, and no safety block", async () => {
      await started({}, { fault: "refusal", times: 1 }, { fault: "prompt_block", times: 1 });
      const { status, outcomes } = await run(4);
      expect(status.jobs).toHaveLength(1);
      expect(kinds(outcomes).filter((kind) => kind === "succeeded")).toHaveLength(2);
      const reasons = outcomes.map((outcome) => ("reason" in outcome ? outcome.reason : undefined));
      expect(
        reasons.filter((reason) => reason !== undefined).every((reason) => reason !== ""),
      ).toBe(true);
    });
  });

  it("of an expired job, what is finished is kept and only the rest is sent again", async () => {
    await started({}, { fault: "job_expired", done: 0.6, job: 1 });
    const { outcomes, status } = await run(10);
    expect(kinds(outcomes)).toEqual(Array.from({ length: 10 }, () => "succeeded"));
    // Google gives nothing of an expired job.
    const rest = provider === "google" ? 10 : 4;
    expect(status.jobs.map(({ requests, state }) => [requests, state])).toEqual([
      [10, "timed_out"],
      [rest, "succeeded"],
    ]);
  });

  it("a job that nobody worked off expires after its day, and its records are sent again", async () => {
    await started({ workMs: 7 * 86_400_000 });
    const quick = processor({ maxAttempts: 1 });
    const batch = await quick.create(people(2));
    await emulator.advance(49 * 3_600_000);
    const status = await batch.wait();
    expect(status.outcomes).toEqual({ expired: 2 });
    expect(kinds(await all(batch.results()))).toEqual(["expired", "expired"]);
  });

  it("cancelling keeps what is finished, and leaves nothing to be sent", async () => {
    await started({ workMs: 60_000 });
    const batch = await processor({ maxRequestsPerJob: 2 }).create(people(5));
    await batch.cancel();
    const waiting = batch.wait();
    await emulator.advance(11 * 60_000);
    const status = await waiting;
    expect(status.state).toBe("finished");
    const outcomes: UserOutcome[] = await all(batch.results());
    expect(outcomes.map(({ id }) => id)).toEqual(people(5).map(({ id }) => id));
    expect(new Set(kinds(outcomes))).toEqual(new Set(["cancelled"]));
    expect(await emulator.jobs()).toHaveLength(3);
  });

  it("what was not sent is cancelled without a job", async () => {
    await started({ workMs: 60_000 });
    const batch = await processor({
      limits: { [provider]: { jobs: 1 } },
      maxRequestsPerJob: 2,
    }).create(people(4));
    await batch.cancel();
    const waiting = batch.wait();
    await emulator.advance(11 * 60_000);
    const status = await waiting;
    const outcomes: UserOutcome[] = await all(batch.results());
    expect(outcomes.map(({ kind, attempt }) => `${kind} ${attempt}`).toSorted()).toEqual([
      "cancelled 0",
      "cancelled 0",
      "cancelled 1",
      "cancelled 1",
    ]);
    expect(status.state).toBe("finished");
    expect(await emulator.jobs()).toHaveLength(1);
  });

  it("no more jobs are at the provider at a time than the limit says", async () => {
    await started();
    const batch = await processor({
      limits: { [provider]: { jobs: 2 } },
      maxRequestsPerJob: 1,
    }).create(people(6));
    let most = 0;
    const status = await batch.wait({
      onProgress: ({ jobs }) => {
        most = Math.max(most, jobs.filter(({ state }) => state === "in_progress").length);
      },
    });
    expect(status.outcomes).toEqual({ succeeded: 6 });
    expect(most).toBeLessThanOrEqual(2);
  });

  it("identical records of the whole batch are sent once, and each has its outcome, also after a retry", async () => {
    await started({}, { fault: "request_failed", times: 3 });
    const rows = Array.from({ length: 40 }, (_, index) => ({
      id: `r${index}`,
      text: `I am Ann and ${20 + (index % 7)} years old.`,
    }));
    const batch = await processor({ dedupe: "batch", maxRequestsPerJob: 3 }).create(rows);
    const status = await batch.wait();
    const outcomes: UserOutcome[] = await all(batch.results());
    expect(
      outcomes.map((outcome) =>
        outcome.kind === "succeeded" ? [outcome.id, outcome.data.age] : outcome,
      ),
    ).toEqual(rows.map(({ id }, index) => [id, 20 + (index % 7)]));
    const first = status.jobs.filter(({ attempt }) => attempt === 1);
    expect(first.reduce((sum, { requests }) => sum + requests, 0)).toBe(7);
  });

  it("records of a finished batch are sent again on demand, by another model if need be", async () => {
    await started({}, { fault: "refusal", prompt: "21 years", times: 1 });
    const { batch, outcomes } = await run(3);
    // Google has no refusals: what it won't answer is blocked.
    const unanswered = provider === "google" ? "blocked" : "refused";
    expect(kinds(outcomes)).toEqual(["succeeded", unanswered, "succeeded"]);
    const other = {
      openai: "openai/gpt-5.4-mini",
      anthropic: "anthropic/claude-sonnet-5",
      google: "google/gemini-3.8-flash",
    }[provider];
    await batch.retry({ model: other });
    const status = await batch.wait();
    expect(status.outcomes).toEqual({ succeeded: 3 });
    expect(status.jobs.at(-1)).toMatchObject({
      attempt: 2,
      requests: 1,
      model: other.split("/")[1],
    });
    const again: UserOutcome[] = await all(batch.results());
    expect(
      again.map((outcome) => (outcome.kind === "succeeded" ? outcome.data.age : outcome)),
    ).toEqual([20, 21, 22]);
    await expect(batch.retry()).rejects.toThrow("no records left to send again");
  });

  it("nothing is left at the provider but what can't be removed", async () => {
    await started();
    await run(2);
    const removed = Object.keys(await emulator.calls()).filter((route) =>
      route.startsWith("DELETE"),
    );
    expect(removed).toHaveLength(provider === "anthropic" ? 0 : 1);
    await started();
    await run(2, { keepRemoteFiles: true });
    expect(
      Object.keys(await emulator.calls()).filter((route) => route.startsWith("DELETE")),
    ).toEqual([]);
  });

  it("a provider that refuses is quoted, and the batch can go on when that is mended", async () => {
    await started();
    const refused = processor({
      model: `${provider}/no-such-model`,
      structuredOutput: "json",
      onWarning: () => undefined,
    });
    const failure: unknown = await refused
      .run(people(2))
      .next()
      .catch((error: unknown) => error);
    const told = failure instanceof Error ? failure.message : JSON.stringify(failure);
    expect(told).toMatch(/no-such-model/);
  });

  it("several batches in one process share their limits", async () => {
    await started();
    const shared = processor({ limits: { [provider]: { jobs: 2 } }, maxRequestsPerJob: 1 });
    const batches = await Promise.all([1, 2, 3].map((count) => shared.create(people(count))));
    const statuses = await Promise.all(batches.map((batch) => batch.wait()));
    expect(statuses.map(({ outcomes }) => outcomes)).toEqual([
      { succeeded: 1 },
      { succeeded: 2 },
      { succeeded: 3 },
    ]);
    expect(await emulator.jobs()).toHaveLength(6);
  });
});

describe("at OpenAI", () => {
  it("a job with too many tokens enqueued is put back, or cut in two where it is too large by itself", async () => {
    await using emulator = await testEmulator({
      workMs: 60,
      limits: { openai: { enqueuedTokens: 1_500 } },
    });
    await using processor = new BatchProcessor({
      model: "openai/gpt-4o-mini",
      responseModel: User,
      store: "memory",
      apiKey: "key",
      baseUrl: emulator.baseUrls.openai,
      tuning: QUICK,
    });
    const batch = await processor.create(people(40));
    const status = await batch.wait();
    expect(status.outcomes).toEqual({ succeeded: 40 });
    const outcomes: UserOutcome[] = await all(batch.results());
    expect(outcomes.map(({ id }) => id)).toEqual(people(40).map(({ id }) => id));
    const jobs = await emulator.jobs();
    expect(jobs.filter(({ state }) => state === "failed").length).toBeGreaterThan(0);
    const done = jobs.filter(({ state }) => state === "completed");
    expect(done.reduce((sum, { requests }) => sum + requests, 0)).toBe(40);
  });

  it("a batch that failed as a whole tells the provider's reasons", async () => {
    const faults = {
      rules: [
        { fault: "job_failed", code: "invalid_thing", message: "The thing is invalid." } as const,
      ],
    };
    await using emulator = await testEmulator({ workMs: 60, faults });
    await using processor = new BatchProcessor({
      model: "openai/gpt-4o-mini",
      responseModel: User,
      store: "memory",
      apiKey: "key",
      baseUrl: emulator.baseUrls.openai,
      tuning: QUICK,
    });
    const batch = await processor.create(people(2));
    const status = await batch.wait();
    expect(status.jobs[0]?.errors).toEqual([
      expect.objectContaining({ code: "invalid_thing", message: "The thing is invalid." }),
    ]);
    const outcomes: UserOutcome[] = await all(batch.results());
    expect(outcomes).toEqual([
      expect.objectContaining({
        id: "p0",
        kind: "errored",
        error: { code: "invalid_thing", message: "The thing is invalid.", retryable: false },
      }),
      expect.objectContaining({ id: "p1", kind: "errored" }),
    ]);
  });
});
