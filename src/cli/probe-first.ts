import { SchemaError } from "../errors.ts";
import type { LoadedResponseModel } from "../input/load-response-model.ts";
import { knownProbe, probeSchema } from "../lifecycle/probe.ts";
import type { BatchSettings } from "../lifecycle/settings.ts";
import { prepareSetup } from "../lifecycle/start-batch.ts";
import type { Context } from "./context.ts";
import type { FlagValues } from "./flag-values.ts";
import type { Workspace } from "./workspace.ts";

/**
 * Asks the provider whether it takes the schema, if that is wanted; else says how to ask where the schema comes near a
 * limit, since a refusal in a batch is seen hours later.
 *
 * @throws SchemaError where the provider refuses the schema
 */
export async function probeFirst(
  context: Context,
  { session: { engine }, emulated }: Workspace,
  values: FlagValues,
  { loaded, settings }: { readonly loaded: LoadedResponseModel; readonly settings: BatchSettings },
): Promise<void> {
  const model = values.required("model");
  const { setup, compiled } = await prepareSetup(engine, {
    model,
    responseModel: loaded.model,
    settings,
  });
  if (compiled === undefined) return;
  const request = { setup, compiled, emulated, signal: context.signal };
  const asks = values.on("probe");
  const probe = asks ? await probeSchema(engine, request) : await knownProbe(engine, request);
  if (probe?.refusal !== undefined) {
    throw new SchemaError({
      rule: "E_PROBE",
      path: [],
      dialect: compiled.dialect,
      reason: `${model} refuses the schema: ${probe.refusal}`,
      fix: "Nothing was sent. Make the response model smaller, or choose other means with --structured-output.",
    });
  }
  const near = compiled.nearBudget;
  if (near === undefined || probe !== undefined) return;
  await context.err.write(
    `batch: the schema comes near the limit "${near.budget}" (${near.actual} of ${near.limit}). To ask first whether it is taken, add --probe, or run: batch schema --probe --model ${model} --response-model ${loaded.path}\n`,
  );
}
