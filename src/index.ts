export {
  Batch,
  BatchProcessor,
  type BatchProcessorOptions,
  type CallOptions,
  type CreateOptions,
  type DataOf,
  type RecordInput,
  type ResultsOptions,
  type WaitOptions,
} from "./batch-processor.ts";
export {
  BatchError,
  type BatchErrorCode,
  InputError,
  type InputLocation,
  ProtocolError,
  ProviderError,
  SchemaError,
  StoreError,
  UnfinishedError,
  UsageError,
} from "./errors.ts";
export type { DeleteOptions, Leftover } from "./lifecycle/delete-batch.ts";
export type { Tuning } from "./lifecycle/engine.ts";
export type { RetryRequest } from "./lifecycle/retry-batch.ts";
export type { BatchSettings } from "./lifecycle/settings.ts";
export type { BatchJob, BatchStatus } from "./model/batch-status.ts";
export type { JobCounts, JobError, JobState, JobStatus } from "./model/job.ts";
export { byId, type Failure, failures, type Success, successes } from "./model/outcome-helpers.ts";
export type { Issue, Outcome, OutcomeKind, RequestError, Tally } from "./model/outcome.ts";
export type { Usage } from "./model/usage.ts";
export type {
  AccountLimits,
  Quota,
  ReasoningEffort,
  StructuredOutput,
} from "./providers/provider.ts";
export { compileResponseModel } from "./schema/compile.ts";
export type { Dialect } from "./schema/dialect.ts";
export type {
  BudgetUse,
  CompiledModel,
  OutputOf,
  ResponseModelSource,
  SchemaChange,
  StandardSchema,
  Verdict,
} from "./schema/response-model.ts";
export type { Dedupe, RetryMode } from "./store/batch.ts";
export type { Clock } from "./util/clock.ts";
export type { JsonObject, JsonValue } from "./util/json.ts";
