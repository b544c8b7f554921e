import { z } from "zod";
import { OUTCOME_KINDS } from "../../src/model/outcome.ts";

const count = z.number().int().nonnegative();
const instant = z.iso.datetime();
const counts = z.strictObject({
  total: count.nullable(),
  succeeded: count.nullable(),
  failed: count.nullable(),
});
const jobError = z.strictObject({
  code: z.string().optional(),
  message: z.string(),
  retryable: z.boolean(),
  line: count.optional(),
});
const tokens = { inputTokens: count, outputTokens: count };

export const row = z.strictObject({
  id: z.string(),
  kind: z.enum(OUTCOME_KINDS),
  data: z.json().optional(),
  issues: z.array(z.json()).optional(),
  answer: z.json().optional(),
  reason: z.string().optional(),
  blocked: z.enum(["prompt", "answer"]).optional(),
  error: z
    .strictObject({ code: z.string(), message: z.string(), retryable: z.boolean() })
    .optional(),
  usage: z
    .strictObject({
      ...tokens,
      cachedInputTokens: count.optional(),
      cacheWriteTokens: count.optional(),
      reasoningTokens: count.optional(),
    })
    .optional(),
  attempt: count,
  jobId: z.string().optional(),
});

export const status = z.strictObject({
  batchId: z.string().regex(/^bx_[0-9a-z]{18}$/),
  state: z.enum(["planning", "in_progress", "cancelling", "finished"]),
  provider: z.string(),
  model: z.string(),
  responseModel: z.string().nullable(),
  createdAt: instant,
  finishedAt: instant.nullable(),
  total: count,
  done: count,
  answered: count,
  outcomes: z.partialRecord(z.enum(OUTCOME_KINDS), count),
  usage: z.strictObject({ ...tokens, cachedInputTokens: count }),
  strayLines: z.strictObject({ doubled: count, foreign: count, unreadable: count }),
  jobs: z.array(
    z.strictObject({
      jobId: z.string().nullable(),
      provider: z.string(),
      model: z.string(),
      shard: count,
      attempt: count,
      requests: count,
      state: z.enum([
        "planned",
        "uncertain",
        "in_progress",
        "collecting",
        "succeeded",
        "failed",
        "timed_out",
        "cancelled",
      ]),
      providerState: z.string().nullable(),
      counts,
      errors: z.array(jobError),
      problem: z.string().nullable(),
    }),
  ),
  emulated: z.boolean(),
});

export const job = z.strictObject({
  jobId: z.string(),
  provider: z.string(),
  model: z.string().nullable(),
  state: z.enum(["in_progress", "succeeded", "failed", "timed_out", "cancelled"]),
  providerState: z.string(),
  counts,
  createdAt: instant.nullable(),
  endedAt: instant.nullable(),
  expiresAt: instant.nullable(),
  errors: z.array(jobError),
});

export const plan = z.strictObject({
  provider: z.string(),
  model: z.string(),
  records: count,
  jobs: z.array(
    z.strictObject({ records: count, requests: count, bytes: count, inputTokens: count }),
  ),
  responseModel: z
    .strictObject({
      name: z.string(),
      structuredOutput: z.enum(["native", "tool", "json"]),
      dialect: z.string(),
      verdict: z.looseObject({ kind: z.enum(["fits", "fits_with_changes", "over_budget"]) }),
      changes: z.array(
        z.strictObject({ code: z.string(), path: z.array(z.json()), message: z.string() }),
      ),
      schema: z.record(z.string(), z.json()),
    })
    .nullable(),
});

export const requestFile = z.strictObject({
  file: z.string(),
  requests: count,
  bytes: count,
  renamed: count,
});

export const deleted = z.strictObject({
  batchId: z.string(),
  deleted: z.literal(true),
  leftovers: z.array(z.strictObject({ jobId: z.string(), reason: z.string() })),
});

export const model = z.strictObject({
  model: z.string().regex(/^[a-z]+\/./),
  title: z.string(),
  keyVariables: z.array(z.string()).min(1),
});

export const serving = z.strictObject({
  url: z.url(),
  baseUrls: z.record(z.string(), z.url()),
});

export const fault = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string() }),
});

/** What the README tells of `--json`, by the comment that its example starts with. */
export const DOCUMENTED: readonly (readonly [comment: string, shape: z.ZodType])[] = [
  ["a row of: batch results", row],
  ["batch create, create-from-file, status, wait", status],
  ["batch status, wait and cancel of a provider's job", job],
  ["batch create --dry-run", plan],
  ["batch create --output-file", requestFile],
  ["batch delete", deleted],
  ["an element of: batch models", model],
  ["batch emulate", serving],
];
