import { resolve } from "node:path";
import { type BatchInput, recordsOf } from "../../lifecycle/create-batch.ts";
import { templateFor } from "../../lifecycle/template-for.ts";
import { prepareSetup } from "../../lifecycle/start-batch.ts";
import { writeRequestFile } from "../../lifecycle/write-request-file.ts";
import { formatOf, INPUT_FORMATS } from "../../input/format.ts";
import { loadResponseModel, type LoadedResponseModel } from "../../input/load-response-model.ts";
import { UsageError } from "../../errors.ts";
import { parseModelId } from "../../model/model-id.ts";
import { batchSettings } from "../batch-settings.ts";
import type { Command } from "../command.ts";
import type { Context } from "../context.ts";
import { createShown } from "../create-shown.ts";
import {
  BATCH_FLAGS,
  COMMON_FLAGS,
  EMULATE_FLAG,
  INPUT_FORMAT_FLAG,
  MODEL_FLAG,
  REQUEST_FLAGS,
  RESPONSE_MODEL_FLAG,
} from "../flags.ts";
import type { FlagValues } from "../flag-values.ts";
import { outputFile } from "../output-file.ts";
import { openWorkspace, type Workspace } from "../workspace.ts";

export const create: Command = {
  name: "create",
  summary: "Plan a batch over your records and send its jobs",
  description: `Plans a batch over your records and sends its jobs. The batch's id is written on standard output; a bad record is reported with its line before anything is sent.

A record is {"id"?, "text"} or {"id"?, "messages"}, a text, a list of messages, or with --prompt any object. CSV has a header; a text file has a record a line.`,
  flags: [
    MODEL_FLAG,
    RESPONSE_MODEL_FLAG,
    {
      name: "input",
      short: "i",
      value: "FILE",
      description: "Records as .jsonl, .csv, .tsv or .txt; - is standard input",
    },
    { name: "messages-file", value: "FILE", description: "The same as --input" },
    INPUT_FORMAT_FLAG,
    {
      name: "output-file",
      short: "o",
      value: "FILE",
      description: "Only write the provider's request file; send nothing",
    },
    { name: "dry-run", description: "Only show the plan and the schema; send nothing" },
    { name: "wait", description: "Go on until every record has its outcome" },
    { name: "timeout", value: "TIME", description: "With --wait: for how long, such as 2h" },
    {
      name: "probe",
      description: "Ask first, by one tiny request, whether the provider takes the schema",
    },
    ...REQUEST_FLAGS,
    ...BATCH_FLAGS,
    EMULATE_FLAG,
    ...COMMON_FLAGS,
  ],
  examples: [
    [
      "batch create --model openai/gpt-4o-mini --response-model User --input people.jsonl",
      "Send a batch",
    ],
    [
      "batch create --model anthropic/claude-haiku-4-5 --response-model SupportTicket -i mails.csv --prompt 'Sort this mail: {{body}}' --wait",
      "Columns of a CSV file in the prompt, and wait",
    ],
    [
      "batch create --model google/gemini-2.5-flash --response-model User -i people.jsonl -o requests.jsonl",
      "Only write the request file",
    ],
    [
      "batch create --model openai/gpt-4o-mini --response-model User -i people.jsonl --dry-run",
      "See jobs, tokens and schema first",
    ],
  ],
  async run(context, values) {
    const file = await outputFile(values, context);
    requireGoingTogether(values);
    await using workspace = await openWorkspace(context, values);
    const reference = values.text("response-model");
    const loaded =
      reference === undefined ? undefined : await loadResponseModel(reference, context.folder);
    const input = inputOf(context, values);
    if (file !== undefined) {
      return await writeRequests(context, workspace, values, { input, loaded, file });
    }
    if (values.on("dry-run")) {
      const { dryRunShown } = await import("../dry-run-shown.ts");
      return await dryRunShown(context, workspace, values, { input, loaded });
    }
    return await createShown(context, workspace, values, { input, loaded });
  },
};

/** @throws UsageError for flags of which one would be passed over in silence. */
function requireGoingTogether(values: FlagValues): void {
  const faults: readonly (readonly [boolean, string])[] = [
    [
      values.text("input") !== undefined && values.text("messages-file") !== undefined,
      "--input and --messages-file are the same: give one of them.",
    ],
    [
      values.on("dry-run") && values.text("output-file") !== undefined,
      "--dry-run writes nothing, and so no --output-file: give one of them.",
    ],
    [
      values.text("timeout") !== undefined && !values.on("wait"),
      "--timeout is for how long to wait, and needs --wait.",
    ],
  ];
  const fault = faults.find(([given]) => given);
  if (fault !== undefined) throw new UsageError("invalid_option", fault[1]);
}

function inputOf(context: Context, values: FlagValues): BatchInput {
  const path = values.text("input") ?? values.text("messages-file");
  if (path === undefined) {
    throw new UsageError(
      "invalid_option",
      "--input is missing: a file of records, or - for standard input.",
    );
  }
  const format = values.choice("input-format", INPUT_FORMATS);
  if (path === "-") {
    return { kind: "bytes", source: "-", format: format ?? "jsonl", chunks: context.input };
  }
  // Found out now, a wrong ending costs nothing.
  return {
    kind: "file",
    path: resolve(context.folder, path),
    source: path,
    format: format ?? formatOf(path),
  };
}

interface RequestFileParts {
  readonly input: BatchInput;
  readonly loaded: LoadedResponseModel | undefined;
  readonly file: string;
}

async function writeRequests(
  context: Context,
  { session }: Workspace,
  values: FlagValues,
  { input, loaded, file }: RequestFileParts,
): Promise<number> {
  const { engine } = session;
  const model = values.required("model");
  const settings = await batchSettings(values, context.folder);
  const { setup, warnings } = await prepareSetup(engine, {
    model,
    responseModel: loaded?.model,
    settings,
  });
  for (const warning of warnings) await context.err.write(`batch: ${warning}\n`);
  const provider = await engine.provider(setup);
  const { prompt, system } = settings;
  const { model: wireModel } = setup.request;
  const records = recordsOf(input, provider, { model: wireModel, templated: prompt !== undefined });
  const written = await writeRequestFile(records, {
    path: resolve(context.folder, file),
    template: templateFor(provider, setup, { system, prompt }),
    signal: context.signal,
  });
  if (values.on("json")) {
    await context.out.write(`${JSON.stringify({ file, ...written })}\n`);
    return 0;
  }
  const { renamed, requests, bytes } = written;
  if (renamed > 0) {
    await context.err.write(
      `batch: ${renamed} ids are no custom ids (A-Z a-z 0-9 _ -, at most 64); those requests are called r-<position>.\n`,
    );
  }
  const { provider: name } = parseModelId(model);
  await context.err.write(
    `${requests} requests (${bytes} bytes) for ${name} in ${file}. Nothing was sent.\nNext: batch create-from-file --file-path ${file} --model ${model}\n`,
  );
  return 0;
}
