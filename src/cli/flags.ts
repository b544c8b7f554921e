import { INPUT_FORMATS } from "../input/format.ts";
import { REASONING_EFFORTS, type StructuredOutput } from "../providers/provider.ts";
import { PROVIDERS } from "../providers/registry.ts";
import type { Dedupe, RetryMode } from "../store/batch.ts";
import type { Flag } from "./command.ts";

export const STRUCTURED_OUTPUTS: readonly StructuredOutput[] = ["native", "tool", "json"];
export const DEDUPES: readonly Dedupe[] = ["shard", "batch", "none"];
export const RETRY_MODES: readonly RetryMode[] = ["none", "errors", "all"];

/** What every command takes. */
export const COMMON_FLAGS: readonly Flag[] = [
  { name: "json", description: "Write JSON for programs on standard output" },
  {
    name: "store",
    value: "FOLDER",
    description: "Where batches are kept",
    byDefault: "BATCH_STORE, else .batch",
  },
  {
    name: "config",
    value: "FILE",
    description: "Limits, times and more providers",
    byDefault: "batch.config.json",
  },
];

export const EMULATE_FLAG: Flag = {
  name: "emulate",
  description: "Use the built-in emulator and no provider; needs no key",
};

export const BATCH_ID_FLAG: Flag = {
  name: "batch-id",
  value: "ID",
  required: true,
  description: 'The batch, or "latest"; or a provider\'s job together with --model',
};

/** For commands that only know batches of this store. */
export const OWN_BATCH_ID_FLAG: Flag = {
  name: "batch-id",
  value: "ID",
  required: true,
  description: 'The batch, or "latest"',
};

/** For commands that also take a job that was made elsewhere. */
export const REMOTE_MODEL_FLAG: Flag = {
  name: "model",
  value: "P/M",
  description: "provider/model of a job that was made elsewhere",
};

export const MODEL_FLAG: Flag = {
  name: "model",
  value: "P/M",
  required: true,
  description: 'The model as provider/model ("batch models" lists them)',
};

export const RESPONSE_MODEL_FLAG: Flag = {
  name: "response-model",
  value: "NAME",
  description: "A schema in schemas/, file.ts#Name, or file.schema.json",
};

export const INPUT_FORMAT_FLAG: Flag = {
  name: "input-format",
  value: "FORMAT",
  choices: INPUT_FORMATS,
  description: "Format of the input where its name does not tell",
};

export const STRUCTURED_OUTPUT_FLAG: Flag = {
  name: "structured-output",
  value: "MEANS",
  choices: STRUCTURED_OUTPUTS,
  description: "How answers are made to fit",
  byDefault: "the first that can carry the response model",
};

/** How requests are made. */
export const REQUEST_FLAGS: readonly Flag[] = [
  { name: "system", value: "TEXT", description: "The system prompt; @FILE reads it from a file" },
  {
    name: "prompt",
    value: "TEXT",
    description: "The user turn, with {{field}} for a record's fields; or @FILE",
  },
  {
    name: "max-output-tokens",
    value: "N",
    description: "Cap of an answer, thinking included",
  },
  { name: "temperature", value: "T", description: "Left out where the model takes none" },
  {
    name: "reasoning-effort",
    value: "LEVEL",
    choices: REASONING_EFFORTS,
    description: "How hard a reasoning model thinks",
  },
  STRUCTURED_OUTPUT_FLAG,
  {
    name: "provider-options",
    value: "JSON",
    description: "Merged into each request body as it is",
  },
  ...PROVIDERS.flatMap(({ flags }) =>
    flags.map(({ name, values, description }) => ({
      name,
      value: "WAY",
      choices: values,
      description,
    })),
  ),
];

/** How a batch is cut, sent and tried again. */
export const BATCH_FLAGS: readonly Flag[] = [
  {
    name: "max-requests-per-job",
    value: "N",
    description: "Cut the input into more jobs than need be",
    byDefault: "the provider's limit",
  },
  {
    name: "dedupe",
    value: "WHERE",
    choices: DEDUPES,
    description: "Where identical requests are sent once",
    byDefault: "shard",
  },
  {
    name: "retry",
    value: "WHAT",
    choices: RETRY_MODES,
    description: "What is submitted again by itself",
    byDefault: "all",
  },
  {
    name: "max-attempts",
    value: "N",
    description: "Submissions of one record at the most",
    byDefault: "3",
  },
  { name: "keep-remote-files", description: "Leave uploaded files at the provider" },
];
