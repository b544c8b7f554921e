import type { ReasoningEffort, StructuredOutput } from "../providers/provider.ts";
import type { Dedupe, RetryMode } from "../store/batch.ts";
import type { JsonObject } from "../util/json.ts";

/** What a user may decide for a batch beside its model and its records. */
export interface BatchSettings {
  /** What the model is told before every record. */
  readonly system?: string | undefined;
  /** The user turn, with `{{field}}` for fields of the record. @default the record's text */
  readonly prompt?: string | undefined;
  /** Cap of what the model writes per record, thinking included. @default the model's own, or one with room for thinking */
  readonly maxOutputTokens?: number | undefined;
  /** Left out, with a warning, where the model takes none. */
  readonly temperature?: number | undefined;
  readonly reasoningEffort?: ReasoningEffort | undefined;
  /** By which of the provider's means answers are made to fit. @default the first one that carries the response model */
  readonly structuredOutput?: StructuredOutput | undefined;
  /** Members that are merged into each request body as they are. */
  readonly providerOptions?: JsonObject | undefined;
  /** The provider's own flags, such as `{ "google-mode": "file" }`. */
  readonly flags?: Readonly<Record<string, string>> | undefined;
  /** @default the provider's limit */
  readonly maxRequestsPerJob?: number | undefined;
  /** Where identical requests are sent once. @default "shard" */
  readonly dedupe?: Dedupe | undefined;
  /** What is submitted again by itself: passing errors, and with `all` truncated and invalid answers too. @default "all" */
  readonly retry?: RetryMode | undefined;
  /** Submissions of one record, the first one included. @default 3 */
  readonly maxAttempts?: number | undefined;
  /** Leave uploaded files at the provider after they have been used. @default false */
  readonly keepRemoteFiles?: boolean | undefined;
}

const MAX_ATTEMPTS = 3;

/** The part of the settings that a batch keeps, with the defaults. */
export function batchDefaults({
  system,
  prompt,
  maxRequestsPerJob,
  dedupe = "shard",
  retry = "all",
  maxAttempts = MAX_ATTEMPTS,
  keepRemoteFiles = false,
}: BatchSettings): {
  readonly system: string | undefined;
  readonly prompt: string | undefined;
  readonly maxRequestsPerJob: number | undefined;
  readonly dedupe: Dedupe;
  readonly retry: RetryMode;
  readonly maxAttempts: number;
  readonly keepRemoteFiles: boolean;
} {
  return { system, prompt, maxRequestsPerJob, dedupe, retry, maxAttempts, keepRemoteFiles };
}
