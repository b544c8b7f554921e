import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compileRequestTemplate } from "../../src/lifecycle/request-template.ts";
import type { EmulatorOptions } from "../../src/emulator/server.ts";
import { ProviderError } from "../../src/errors.ts";
import { customId } from "../../src/model/custom-id.ts";
import type { JobStatus } from "../../src/model/job.ts";
import { compilePrompt } from "../../src/prompt/prompt.ts";
import type {
  DecodedResult,
  JobMark,
  LostSubmission,
  Provider,
  RequestFile,
  RequestSettings,
  Submission,
} from "../../src/providers/provider.ts";
import { ByteBuffer } from "../../src/util/byte-buffer.ts";
import { forEachLine, wholeLines } from "../../src/util/lines.ts";
import { all } from "../support/collected.ts";
import { testEmulator, type TestEmulator } from "../support/emulated.ts";
import { PlannedClock } from "../support/planned-clock.ts";
import { describeOrdinaryRequests } from "./ordinary-requests.ts";
import type { ProviderUnderTest } from "./provider-under-test.ts";

const KEY = "key-that-must-not-be-seen";
const NONCE = "abcdefghij";
const MARK: JobMark = { nonce: NONCE, label: "bx_test/1/1" };

function holdBack(): never {
  throw new Error("held back");
}

/** A create whose answer was lost a moment ago. */
function lost(more: Partial<LostSubmission> = {}): LostSubmission {
  return {
    mark: MARK,
    uploadId: undefined,
    requests: 3,
    intentAt: Date.now() - 1_000,
    deadlineAt: Date.now() + 1_000,
    knownJobIds: new Set(),
    ...more,
  };
}

/** The behaviour that every provider has, over real HTTP and through its official SDK. */
export function describeProviderContract(name: string, under: ProviderUnderTest): void {
  describeOrdinaryRequests(name, under);

  describe(`${name} as a provider`, () => {
    let stack: AsyncDisposableStack;
    let emulator: TestEmulator;
    let provider: Provider;
    let clock: PlannedClock;

    beforeEach(async () => {
      stack = new AsyncDisposableStack();
      emulator = stack.use(await testEmulator());
      clock = new PlannedClock();
      provider = await connected(under.baseUrl(emulator));
    });

    afterEach(() => stack.disposeAsync());

    async function connected(baseUrl: string, apiKey = KEY): Promise<Provider> {
      return await under.create({
        env: { [under.keyVariable]: apiKey },
        clock,
        random: () => 0,
        model: under.model,
        flags: under.flags ?? {},
        baseUrl,
      });
    }

    function requestFile(count = 3, nonce = NONCE): RequestFile {
      const settings: RequestSettings = {
        model: under.model,
        maxOutputTokens: undefined,
        temperature: undefined,
        reasoningEffort: undefined,
        providerOptions: undefined,
        ...under.settings,
      };
      const prompt = compilePrompt({});
      const template = compileRequestTemplate({ codec: provider.codec, settings, prompt });
      const buffer = new ByteBuffer();
      for (let request = 1; request <= count; request += 1) {
        const text = `I am Ann and ${20 + request} years old.`;
        const record = {
          id: undefined,
          content: { kind: "text", text },
          source: "t",
          line: 1,
        } as const;
        template.write(buffer, Buffer.from(customId(nonce, request)), record);
      }
      const blob = new Blob([new Uint8Array(buffer.view())]);
      return {
        name: "requests.jsonl",
        bytes: blob.size,
        requests: count,
        chunks: (start) => blob.slice(start).stream(),
      };
    }

    async function submission(count = 3, mark: JobMark = MARK): Promise<Submission> {
      const file = requestFile(count, mark.nonce);
      const uploadId = await provider.transport.upload(file, mark, {});
      return { mark, model: under.model, file, uploadId, guard: () => undefined };
    }

    async function submitted(count = 3, mark: JobMark = MARK): Promise<JobStatus> {
      return await provider.transport.submit(await submission(count, mark), {});
    }

    /** A job that is under way until the clock of its emulator is moved on. */
    async function slowJob(count: number, options: EmulatorOptions = {}) {
      const slow = stack.use(await testEmulator({ workMs: 10_000, ...options }));
      const there = await connected(under.baseUrl(slow));
      const file = requestFile(count);
      const uploadId = await there.transport.upload(file, MARK, {});
      const { model } = under;
      const given = { mark: MARK, model, file, uploadId, guard: () => undefined };
      const { jobId } = await there.transport.submit(given, {});
      return { slow, there, jobId };
    }

    /** Polls without waiting: the emulator's clock is moved on instead. */
    async function finished(jobId: string): Promise<JobStatus> {
      for (let look = 0; look < 200; look += 1) {
        const status = (await provider.transport.status([jobId], {})).get(jobId);
        if (status !== undefined && status.state !== "in_progress") return status;
        await emulator.advance(50);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      throw new Error("the job does not end");
    }

    async function allFinished(): Promise<void> {
      for (const { jobId } of await all(provider.transport.list({}))) await finished(jobId);
    }

    async function resultsOf(jobId: string): Promise<readonly DecodedResult[]> {
      const results = await provider.transport.results(jobId, {});
      const found: DecodedResult[] = [];
      for (const file of results.kind === "ready" ? results.files : []) {
        for await (const block of wholeLines(await file.open({}))) {
          forEachLine(block, (start, end) => {
            if (end > start)
              found.push(
                provider.codec.decodeResult(JSON.parse(block.toString("utf8", start, end))),
              );
          });
        }
      }
      return found;
    }

    async function createCount(): Promise<number> {
      return (await emulator.jobs()).length;
    }

    it("brings requests there and answers back", async () => {
      const job = await submitted();
      expect(job).toMatchObject({ state: "in_progress", errors: [] });
      const done = await finished(job.jobId);
      expect(done).toMatchObject({ jobId: job.jobId, state: "succeeded" });
      expect(done.counts).toEqual({ total: 3, succeeded: 3, failed: 0 });
      expect(done.createdAt).toBeLessThanOrEqual(done.endedAt ?? 0);
      const results = await resultsOf(job.jobId);
      const answers = results.map(({ customId: id, reply }) => [
        id,
        reply.kind === "answered" && typeof reply.answer === "string"
          ? JSON.parse(reply.answer)
          : reply,
      ]);
      expect(Object.fromEntries(answers)).toEqual({
        [customId(NONCE, 1)]: { name: "Ann", age: 21 },
        [customId(NONCE, 2)]: { name: "Ann", age: 22 },
        [customId(NONCE, 3)]: { name: "Ann", age: 23 },
      });
      expect(
        results.every(({ reply }) => "usage" in reply && (reply.usage?.inputTokens ?? 0) > 0),
      ).toBe(true);
    });

    it(`uploads ${under.uploads ? "a file before the create" : "nothing before the create"}`, async () => {
      const { uploadId } = await submission();
      expect(typeof uploadId).toBe(under.uploads ? "string" : "undefined");
      expect(await createCount()).toBe(0);
    });

    it("never repeats a create, and says that its fate is open", async () => {
      const open = [
        { fault: "server_error", when: "after" },
        { fault: "overloaded", when: "after" },
        { fault: "reset", when: "after" },
        { fault: "server_error", when: "before" },
        { fault: "reset", when: "before" },
      ] as const;
      for (const fault of open) {
        const before = await createCount();
        const given = await submission();
        await emulator.faults({ ...fault, route: under.createRoute });
        const error: unknown = await provider.transport
          .submit(given, {})
          .catch((reason: unknown) => reason);
        await emulator.faults();
        expect(error).toBeInstanceOf(ProviderError);
        expect(error).toMatchObject({ definite: false, retryable: true });
        expect((await createCount()) - before).toBe(fault.when === "after" ? 1 : 0);
      }
    });

    it("says that a create was refused where it was, with the reason and the time to wait", async () => {
      const given = await submission();
      await emulator.faults({ fault: "rate_limit", route: under.createRoute, retryAfterMs: 7_000 });
      const error: unknown = await provider.transport
        .submit(given, {})
        .catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        definite: true,
        retryable: true,
        status: 429,
        retryAfterMs: 7_000,
      });
      expect(String(error)).toMatch(/creating a job failed \(HTTP 429\): \S+/);
      expect(clock.slept).toEqual([]);
      expect(await createCount()).toBe(0);
    });

    it("holds a create back at the last moment where it is told to", async () => {
      const given = await submission();
      const held = { ...given, guard: holdBack };
      await expect(provider.transport.submit(held, {})).rejects.toThrow(/held back|no answer came/);
      expect(await createCount()).toBe(0);
    });

    it("says that nothing was sent where nobody is there", async () => {
      const gone = await testEmulator();
      await gone[Symbol.asyncDispose]();
      const nobody = await connected(under.baseUrl(gone));
      const given = await submission();
      const error: unknown = await nobody.transport
        .submit(given, {})
        .catch((reason: unknown) => reason);
      expect(error).toMatchObject({ definite: true, unreached: true, retryable: true });
      expect(String(error)).toContain("ECONNREFUSED");
    });

    it("names the key's variable where the key is wrong, and never shows the key", async () => {
      const stranger = await connected(under.baseUrl(emulator), "wrong-key-that-must-not-be-seen");
      const given = await submission();
      const calls = [
        () => stranger.transport.status(["batches/1"], {}),
        () => stranger.transport.submit(given, {}),
        () => all(stranger.transport.list({})),
      ];
      for (const call of calls) {
        const error: unknown = await call().catch((reason: unknown) => reason);
        expect(error).toMatchObject({ definite: true, retryable: false });
        expect(String(error)).toContain(under.keyVariable);
        expect(JSON.stringify([String(error), error])).not.toContain("must-not-be-seen");
      }
    });

    it("asks again after passing faults, and waits as long as it is asked to", async () => {
      const { jobId } = await submitted();
      await emulator.faults(
        { fault: "rate_limit", retryAfterMs: 9_000, times: 1 },
        { fault: "overloaded", times: 1 },
        { fault: "reset", times: 1 },
      );
      expect((await provider.transport.status([jobId], {})).get(jobId)?.jobId).toBe(jobId);
      expect(clock.slept).toEqual([9_000, 500, 1_000]);
    });

    it("answers for many jobs with one look at the list", async () => {
      const ids: string[] = [];
      for (let count = 1; count <= 5; count += 1) {
        ids.push((await submitted(count, { ...MARK, nonce: `nonce0000${count}` })).jobId);
      }
      const before = await emulator.calls();
      const found = await provider.transport.status(ids, {});
      const after = await emulator.calls();
      expect([...found.keys()].toSorted()).toEqual(ids.toSorted());
      const made = Object.entries(after).filter(([route, times]) => times !== (before[route] ?? 0));
      expect(made).toEqual([[under.listRoute, (before[under.listRoute] ?? 0) + 1]]);
    });

    it("leaves out jobs that the provider does not know", async () => {
      const { jobId } = await submitted();
      const unknown = `${jobId.slice(0, -3)}zzz`;
      expect([...(await provider.transport.status([unknown], {})).keys()]).toEqual([]);
    });

    it("lists all jobs, newest first, page by page", async () => {
      for (let count = 1; count <= 3; count += 1) {
        await submitted(count, { ...MARK, nonce: `nonce0000${count}` });
        await emulator.advance(1_000);
      }
      const jobs = await all(provider.transport.list({}));
      const times = jobs.map(({ createdAt }) => createdAt ?? 0);
      expect(times).toHaveLength(3);
      expect(times.toSorted((one, other) => other - one)).toEqual(times);
    });

    it("keeps polling in a state that it does not know", async () => {
      const rule = { fault: "unknown_state", state: "DREAMING" } as const;
      const { slow, there, jobId } = await slowJob(3, { faults: { rules: [rule] } });
      await slow.advance(5_000);
      const status = async () => (await there.transport.status([jobId], {})).get(jobId);
      await expect.poll(async () => (await status())?.providerState).toContain("DREAMING");
      expect(await status()).toMatchObject({ state: "in_progress" });
    });

    it(`finds a create whose answer was lost ${under.found === "at_once" ? "at once" : "when it has ended"}`, async () => {
      const given = await submission();
      await submitted(3, { nonce: "zzzzzzzzzz", label: "bx_other/1/1" });
      await emulator.faults({ fault: "reset", when: "after", route: under.createRoute });
      await provider.transport.submit(given, {}).catch(() => undefined);
      await emulator.faults();
      const search = () => provider.transport.find(lost({ uploadId: given.uploadId }), {});
      const early = await search();
      expect(early.kind).toBe(under.found === "at_once" ? "found" : "doubtful");
      await allFinished();
      const late = await search();
      expect(late.kind).toBe("found");
      const jobId = late.kind === "found" ? late.job.jobId : "";
      const ids = (await resultsOf(jobId)).map(({ customId: id }) => id);
      expect(ids.every((id) => id?.startsWith(NONCE))).toBe(true);
    });

    it("finds a create whose answer was lost though our clock is half an hour ahead", async () => {
      const given = await submission();
      await submitted(3, given.mark);
      await allFinished();
      const now = Date.now() + 30 * 60_000;
      const found = await provider.transport.find(
        lost({ uploadId: given.uploadId, intentAt: now, deadlineAt: now }),
        {},
      );
      expect(found.kind).toBe("found");
    });

    it("takes no job that is known to be another for a lost one", async () => {
      const given = await submission();
      const { jobId } = await submitted(3, given.mark);
      await allFinished();
      const knownJobIds = new Set([jobId]);
      const found = await provider.transport.find(
        lost({ uploadId: given.uploadId, knownJobIds }),
        {},
      );
      expect(found).toEqual({ kind: "absent" });
    });

    it("says that a create did not happen where it did not", async () => {
      await submitted(3, { nonce: "zzzzzzzzzz", label: "bx_other/1/1" });
      await allFinished();
      expect(await provider.transport.find(lost(), {})).toEqual({ kind: "absent" });
    });

    it("starts a download again that was cut", async () => {
      const { jobId } = await submitted();
      await finished(jobId);
      await emulator.faults({ fault: "drop_download", afterBytes: 100, times: 1 });
      const cut: unknown = await resultsOf(jobId).catch((reason: unknown) => reason);
      const whole = await resultsOf(jobId);
      expect(whole).toHaveLength(3);
      // Where results come inside of an answer that is asked for again by itself, nothing was cut.
      const told =
        cut instanceof ProviderError ? cut.retryable : Array.isArray(cut) && cut.length === 3;
      expect(told).toBe(true);
    });

    it(`cancels, and ${under.keepsCancelled ? "keeps" : "loses"} what was finished by then`, async () => {
      await emulator.faults({ fault: "job_cancelled", at: 0.7 });
      const { jobId } = await submitted(10);
      const done = await finished(jobId);
      expect(done.state).toBe("cancelled");
      const kinds = (await resultsOf(jobId)).map(({ reply }) => reply.kind);
      expect(kinds.includes("answered")).toBe(under.keepsCancelled);
    });

    it("tells a job to cancel, also one that has ended", async () => {
      const { jobId } = await submitted();
      await provider.transport.cancel(jobId, {});
      expect((await finished(jobId)).state).toBe("cancelled");
      const again: unknown = await provider.transport
        .cancel(jobId, {})
        .catch((reason: unknown) => reason);
      expect(again === undefined || again instanceof ProviderError).toBe(true);
    });

    it("removes what it left, and does not mind that it is gone", async () => {
      const job = await submission();
      const { jobId } = await provider.transport.submit(job, {});
      await finished(jobId);
      const remote = { jobId, uploadId: job.uploadId };
      await provider.transport.removeFiles(remote, {});
      await provider.transport.removeFiles(remote, {});
      await provider.transport.delete(remote, {});
      await provider.transport.delete(remote, {});
      const [accepted] = await emulator.jobs();
      expect(accepted?.deletedAt !== null).toBe(under.deletesJobs);
    });

    it("stops when it is told to, with the caller's reason", async () => {
      const stop = new AbortController();
      await emulator.faults({ fault: "hang" });
      const waiting = provider.transport.status(["batch_1"], { signal: stop.signal });
      stop.abort(new Error("enough"));
      await expect(waiting).rejects.toThrow("enough");
    });

    it(`${under.countsProgress ? "counts" : "does not make up"} what is done while a job is under way`, async () => {
      const { slow, there, jobId } = await slowJob(10);
      let succeeded: number | undefined;
      for (let look = 0; look < 9 && (succeeded ?? 0) === 0; look += 1) {
        await slow.advance(1_000);
        const status = (await there.transport.status([jobId], {})).get(jobId);
        expect(status?.state).toBe("in_progress");
        succeeded = status?.counts.succeeded;
      }
      expect(under.countsProgress ? (succeeded ?? 0) > 0 : succeeded === undefined).toBe(true);
    });
  });
}
