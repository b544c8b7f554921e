import { UsageError } from "../../errors.ts";
import { loadResponseModel } from "../../input/load-response-model.ts";
import { probeSchema } from "../../lifecycle/probe.ts";
import { prepareSetup } from "../../lifecycle/start-batch.ts";
import { parseModelId } from "../../model/model-id.ts";
import { PROVIDERS } from "../../providers/registry.ts";
import type { ResponseModel } from "../../schema/response-model.ts";
import type { Probe } from "../../store/store.ts";
import type { Command } from "../command.ts";
import { readSettings } from "../config.ts";
import type { Context } from "../context.ts";
import {
  COMMON_FLAGS,
  EMULATE_FLAG,
  RESPONSE_MODEL_FLAG,
  STRUCTURED_OUTPUTS,
  STRUCTURED_OUTPUT_FLAG,
} from "../flags.ts";
import type { FlagValues } from "../flag-values.ts";
import { type ProviderReport, reportProviders } from "../provider-reports.ts";
import { schemaJson } from "../schema-json.ts";
import { schemaText } from "../render/schema.ts";
import { openWorkspace } from "../workspace.ts";

export const schema: Command = {
  name: "schema",
  summary: "Show what each provider gets of a response model",
  description: `Shows whether each provider takes a response model, by which of its means, what it gets, what was changed for it and why, and what only validation enforces. Nothing is sent, unless you say --probe. Ends with 2 where a provider can't take the model.`,
  flags: [
    { ...RESPONSE_MODEL_FLAG, required: true },
    {
      name: "provider",
      value: "NAME",
      choices: PROVIDERS.map(({ name }) => name),
      description: "Only this one",
    },
    {
      name: "model",
      value: "P/M",
      description: "Only this one's provider, by the means that the model has",
    },
    STRUCTURED_OUTPUT_FLAG,
    {
      name: "probe",
      description:
        "With --model: ask the provider by one tiny request, which costs next to nothing; its word is kept for a week",
    },
    EMULATE_FLAG,
    ...COMMON_FLAGS,
  ],
  examples: [
    ["batch schema --response-model User", "All providers side by side"],
    [
      "batch schema --response-model invoice.schema.json --model anthropic/claude-haiku-4-5",
      "What one model gets",
    ],
    [
      "batch schema --response-model User --probe --model openai/gpt-4o-mini",
      "Ask the provider before a large batch is sent",
    ],
  ],
  async run(context, values) {
    checkFlags(values);
    const { model, path } = await loadResponseModel(
      values.required("response-model"),
      context.folder,
    );
    const reports = await reportsOf(context, values, model);
    const probe = values.on("probe")
      ? await probed(context, values, { model, reports })
      : undefined;
    const shown = { model, path, reports, probe };
    await context.out.write(
      values.on("json")
        ? `${JSON.stringify(schemaJson(shown))}\n`
        : await schemaText(shown, context.out.columns),
    );
    return await verdictOf(context, shown);
  },
};

function checkFlags(values: FlagValues): void {
  const named = values.text("model");
  if (values.on("probe") && named === undefined) {
    throw new UsageError("invalid_option", "--probe asks one model: name it with --model.");
  }
  if (named !== undefined && values.text("provider") !== undefined) {
    throw new UsageError("invalid_option", "--model names the provider already: leave --provider.");
  }
}

async function reportsOf(
  context: Context,
  values: FlagValues,
  model: ResponseModel,
): Promise<readonly ProviderReport[]> {
  const { providers, env } = await readSettings(context, values);
  const named = values.text("model");
  const only = named === undefined ? values.text("provider") : parseModelId(named).provider;
  return await reportProviders(model, {
    providers: only === undefined ? PROVIDERS : providers,
    env,
    only,
    languageModel: named === undefined ? undefined : parseModelId(named).model,
    structuredOutput: values.choice("structured-output", STRUCTURED_OUTPUTS),
  });
}

/** What the provider says of the schema; undefined where there is none to ask about. */
async function probed(
  context: Context,
  values: FlagValues,
  {
    model,
    reports,
  }: { readonly model: ResponseModel; readonly reports: readonly ProviderReport[] },
): Promise<Probe | undefined> {
  if (reports.some(({ report }) => report.kind === "unfit")) return undefined;
  await using workspace = await openWorkspace(context, values);
  const { engine } = workspace.session;
  const { setup, compiled } = await prepareSetup(engine, {
    model: values.required("model"),
    responseModel: model,
    settings: { structuredOutput: values.choice("structured-output", STRUCTURED_OUTPUTS) },
  });
  if (compiled === undefined) return undefined;
  const { emulated } = workspace;
  return await probeSchema(engine, { setup, compiled, emulated, signal: context.signal });
}

const EXIT_UNFIT = 2;

async function verdictOf(
  { err }: Context,
  {
    reports,
    probe,
  }: { readonly reports: readonly ProviderReport[]; readonly probe: Probe | undefined },
): Promise<number> {
  const unfit = reports.flatMap(({ provider, report }) =>
    report.kind === "unfit"
      ? [`${provider} can't take the response model: ${report.error.message}`]
      : [],
  );
  if (probe?.refusal !== undefined) {
    unfit.push(
      `${reports[0]?.provider} refuses the schema: ${probe.refusal} Make the response model smaller, or choose other means with --structured-output.`,
    );
  }
  for (const sentence of unfit) await err.write(`batch: ${sentence}\n`);
  return unfit.length === 0 ? 0 : EXIT_UNFIT;
}
