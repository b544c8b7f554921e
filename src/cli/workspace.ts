import { join } from "node:path";
import { UsageError } from "../errors.ts";
import type { Emulator } from "../emulator/server.ts";
import type { ModelFile } from "../lifecycle/model-file.ts";
import { openSession, type Session } from "../lifecycle/session.ts";
import type { ResponseModel } from "../schema/response-model.ts";
import type { Batch } from "../store/batch.ts";
import { lazy } from "../util/lazy.ts";
import { readSettings, type Settings } from "./config.ts";
import type { Context } from "./context.ts";
import type { FlagValues } from "./flag-values.ts";

/** A command's view of the store and the providers, real or emulated. */
export interface Workspace extends AsyncDisposable {
  readonly session: Session;
  readonly settings: Settings;
  /** From here on, providers are the emulator. */
  emulate(): void;
  readonly emulated: boolean;
  /** A command on a batch as it has to be typed to find the batch: with the store and the config that were named here. */
  commandFor(command: "wait" | "results" | "resume", batchId: string): string;
}

/** Opens what `--store`, `--config`, `--emulate`, the environment and `.env` say. */
export async function openWorkspace(context: Context, values: FlagValues): Promise<Workspace> {
  const settings = await readSettings(context, values);
  let emulated = values.on("emulate") || isOn(settings.env["BATCH_EMULATE"]);
  let running: Emulator | undefined;
  const emulator = lazy(async () => {
    const { startEmulator } = await import("../emulator/server.ts");
    running = await startEmulator({
      directory: join(settings.store, "emulator"),
      workMs: settings.emulatedWorkMs,
    });
    return running;
  });
  const session = await openSession({
    ...settings,
    connection: async (provider) => {
      if (!emulated) return {};
      const urls: Readonly<Record<string, string>> = (await emulator()).baseUrls;
      const baseUrl = urls[provider];
      if (baseUrl === undefined) {
        throw new UsageError("invalid_option", `The emulator does not speak for ${provider}.`);
      }
      return { apiKey: "emulated", baseUrl };
    },
    responseModel: (batch) => responseModelOf(batch, values, context),
    modelFile: (batch) => modelFileOf(batch, values, context),
  });
  return {
    session,
    settings,
    emulate() {
      emulated = true;
    },
    get emulated() {
      return emulated;
    },
    commandFor(command, batchId) {
      const named = ["store", "config"].flatMap((flag) => {
        const value = values.text(flag);
        return value === undefined ? [] : [`--${flag} ${quoted(value)}`];
      });
      return ["batch", command, "--batch-id", batchId, ...named].join(" ");
    },
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await running?.close();
    },
  };
}

/** As a shell takes it. */
function quoted(value: string): string {
  return /^[\w./:@%+,=-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

function isOn(variable: string | undefined): boolean {
  return variable !== undefined && variable !== "" && variable !== "0" && variable !== "false";
}

async function responseModelOf(
  batch: Batch,
  values: FlagValues,
  context: Context,
): Promise<ResponseModel | undefined> {
  const file = modelFileOf(batch, values, context);
  if (file === undefined) return undefined;
  const { loadResponseModel } = await import("../input/load-response-model.ts");
  return (await loadResponseModel(file.path, file.folder)).model;
}

/** Where the model is that the command line names, or the one that the batch was made with. */
function modelFileOf(batch: Batch, values: FlagValues, { folder }: Context): ModelFile | undefined {
  const path = values.text("response-model") ?? batch.options.responseModel?.path;
  return path === undefined ? undefined : { path, folder };
}
