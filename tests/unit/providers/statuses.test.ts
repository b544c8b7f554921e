import { describe, expect, it } from "vitest";
import type { JobStatus } from "../../../src/model/job.ts";
import { ProtocolError } from "../../../src/errors.ts";
import { codec as anthropic } from "../../../src/providers/anthropic/codec.ts";
import { codec as google } from "../../../src/providers/google/codec.ts";
import { createCodec } from "../../../src/providers/openai/codec.ts";
import { CODECS } from "../../support/codecs.ts";

const openai = createCodec("chat");

function openaiJob(status: string, more: object = {}): JobStatus {
  const created = { id: "batch_1", object: "batch", created_at: 1_763_600_000 };
  return openai.decodeStatus({ ...created, status, ...more });
}

describe("OpenAI", () => {
  it.each([
    ["validating", "in_progress"],
    ["in_progress", "in_progress"],
    ["finalizing", "in_progress"],
    ["cancelling", "in_progress"],
    ["completed", "succeeded"],
    ["failed", "failed"],
    ["expired", "timed_out"],
    ["cancelled", "cancelled"],
    ["some_future_status", "in_progress"],
  ])("%s is %s", (status, state) => {
    expect(openaiJob(status)).toMatchObject({
      state,
      providerState: status,
      createdAt: 1_763_600_000_000,
    });
  });

  it("always shows the reasons of a failure", () => {
    const errors = {
      object: "list",
      data: [
        {
          code: "token_limit_exceeded",
          message: "Enqueued token limit reached",
          line: null,
          param: null,
        },
        { code: "invalid_json_line", message: null, line: 3 },
      ],
    };
    expect(openaiJob("failed", { errors }).errors).toEqual([
      {
        code: "token_limit_exceeded",
        message: "Enqueued token limit reached",
        retryable: false,
        line: undefined,
      },
      { code: "invalid_json_line", message: "invalid_json_line", retryable: false, line: 3 },
    ]);
  });

  it("does not take a count that is not there for 0", () => {
    expect(openaiJob("validating").counts).toEqual({
      total: undefined,
      succeeded: undefined,
      failed: undefined,
    });
    expect(
      openaiJob("completed", { request_counts: { total: 9, completed: 7, failed: 2 } }).counts,
    ).toEqual({
      total: 9,
      succeeded: 7,
      failed: 2,
    });
  });
});

function anthropicJob(
  processing_status: string,
  counts: object = {},
  more: object = {},
): JobStatus {
  const none = { processing: 0, succeeded: 0, errored: 0, canceled: 0, expired: 0 };
  return anthropic.decodeStatus({
    id: "msgbatch_1",
    processing_status,
    request_counts: { ...none, ...counts },
    created_at: "2026-11-20T00:00:00Z",
    ...more,
  });
}

describe("Anthropic", () => {
  const cancelled = { cancel_initiated_at: "2026-11-20T01:00:00Z" };

  it.each([
    ["in_progress", {}, {}, "in_progress"],
    ["canceling", {}, cancelled, "in_progress"],
    ["ended", { succeeded: 2 }, {}, "succeeded"],
    ["ended", { errored: 2 }, {}, "succeeded"],
    ["ended", { succeeded: 1, expired: 1 }, {}, "timed_out"],
    ["ended", { succeeded: 1, canceled: 1 }, cancelled, "cancelled"],
    ["ended", { succeeded: 2 }, cancelled, "succeeded"],
    ["some_future_status", {}, {}, "in_progress"],
  ])("%s with %j and %j is %s", (status, counts, more, state) => {
    expect(anthropicJob(status, counts, more).state).toBe(state);
  });

  it("gives no progress while all requests count as processing until the end", () => {
    expect(anthropicJob("in_progress", { processing: 5 }).counts).toEqual({
      total: 5,
      succeeded: undefined,
      failed: undefined,
    });
    expect(anthropicJob("ended", { succeeded: 3, errored: 1, canceled: 1 }).counts).toEqual({
      total: 5,
      succeeded: 3,
      failed: 2,
    });
  });
});

const HOUR = 3_600_000;
const STARTED = Date.parse("2026-11-20T00:00:00Z");

interface GoogleFacts {
  /** How long the job ran. */
  readonly hours?: number;
  readonly done?: boolean;
  readonly error?: object;
}

function googleJob(state: string | undefined, { hours, ...rest }: GoogleFacts = {}): JobStatus {
  const endTime = hours === undefined ? undefined : new Date(STARTED + hours * HOUR).toISOString();
  const metadata = { state, createTime: new Date(STARTED).toISOString(), endTime };
  return google.decodeStatus({ name: "batches/1", metadata, ...rest });
}

describe("Google", () => {
  const STATES: readonly (readonly [string, string])[] = [
    ["UNSPECIFIED", "in_progress"],
    ["QUEUED", "in_progress"],
    ["PENDING", "in_progress"],
    ["RUNNING", "in_progress"],
    ["CANCELLING", "in_progress"],
    ["PAUSED", "in_progress"],
    ["UPDATING", "in_progress"],
    ["SUCCEEDED", "succeeded"],
    ["PARTIALLY_SUCCEEDED", "succeeded"],
    ["FAILED", "failed"],
    ["CANCELLED", "cancelled"],
    ["EXPIRED", "timed_out"],
    ["OF_THE_FUTURE", "in_progress"],
  ];
  it.each(STATES)("BATCH_STATE_%s and JOB_STATE_%s alike", (name, state) => {
    expect(googleJob(`BATCH_STATE_${name}`, { hours: 1 }).state).toBe(state);
    expect(googleJob(`JOB_STATE_${name}`, { hours: 1 }).state).toBe(state);
  });

  it("takes a job that was cancelled after more than a day for one whose time ran out", () => {
    expect(googleJob("BATCH_STATE_CANCELLED", { hours: 24 }).state).toBe("cancelled");
    expect(googleJob("BATCH_STATE_CANCELLED", { hours: 25 }).state).toBe("timed_out");
  });

  it("believes an operation that says that it is over, whatever its state is called", () => {
    expect(googleJob("BATCH_STATE_OF_THE_FUTURE", { done: true }).state).toBe("succeeded");
    expect(
      googleJob(undefined, { done: true, error: { code: 13, message: "oops" } }),
    ).toMatchObject({
      state: "failed",
      errors: [{ code: "INTERNAL", message: "oops", retryable: true }],
    });
  });

  it("reads counts that come as texts", () => {
    const batchStats = {
      requestCount: "12",
      successfulRequestCount: "10",
      failedRequestCount: "2",
    };
    const status = google.decodeStatus({
      name: "batches/1",
      metadata: { state: "BATCH_STATE_RUNNING", batchStats },
    });
    expect(status.counts).toEqual({ total: 12, succeeded: 10, failed: 2 });
  });
});

describe.each(CODECS)("%s", (_name, codec) => {
  it("says what is wrong with a body that is no job", () => {
    for (const body of [null, {}, { id: 1 }, { name: [] }, "<html>"]) {
      expect(() => codec.decodeStatus(body)).toThrow(ProtocolError);
    }
  });
});
