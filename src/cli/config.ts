import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";
import { UsageError } from "../errors.ts";
import type { Tuning } from "../lifecycle/engine.ts";
import { millisecondsIn, tuningFromEnv } from "../lifecycle/tuning-from-env.ts";
import type { AccountLimits, ProviderDefinition } from "../providers/provider.ts";
import { compatibleProvider, findProvider, PROVIDERS } from "../providers/registry.ts";
import type { ConfigFile } from "./config-file.ts";
import type { Context } from "./context.ts";
import type { FlagValues } from "./flag-values.ts";

const CONFIG_FILE = "batch.config.json";

/** Long enough to be seen at work, short enough to wait for. */
const EMULATED_WORK_MS = 1_000;

/** What the environment, `.env` and the config file say together. */
export interface Settings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder of the store. */
  readonly store: string;
  readonly tuning: Partial<Tuning>;
  /** How long the emulator works on a job. */
  readonly emulatedWorkMs: number;
  readonly limits: Readonly<Record<string, AccountLimits>>;
  readonly providers: readonly ProviderDefinition[];
}

/** @throws UsageError for a config file that can't be used, with the place in it. */
export async function readSettings(context: Context, values: FlagValues): Promise<Settings> {
  const { folder } = context;
  const env = { ...(await readDotEnv(folder)), ...present(context.env) };
  const { store, limits = {}, providers, ...times } = await readConfig(folder, values);
  const known = [...PROVIDERS, ...ownProviders(providers)];
  // A limit under a name that nobody has would hold nothing back.
  for (const name of Object.keys(limits)) findProvider(name.split("/", 1)[0] ?? "", known);
  return {
    env,
    store: resolve(folder, values.text("store") ?? (env["BATCH_STORE"] || store || ".batch")),
    tuning: { ...withoutUndefined(times), ...tuningFromEnv(env) },
    emulatedWorkMs: millisecondsIn(env, "BATCH_EMULATE_WORK_MS") ?? EMULATED_WORK_MS,
    limits: Object.fromEntries(
      Object.entries(limits).map(([name, quota]) => [name, withoutUndefined(quota)]),
    ),
    providers: known,
  };
}

function ownProviders(entries: ConfigFile["providers"] = {}): readonly ProviderDefinition[] {
  return Object.entries(entries).map(([name, entry]) => {
    if (PROVIDERS.some((known) => known.name === name)) {
      throw new UsageError(
        "invalid_option",
        `providers.${name} of the config file: there is a provider of this name already. Choose another name.`,
      );
    }
    return compatibleProvider({ ...entry, name });
  });
}

async function readDotEnv(folder: string): Promise<Readonly<Record<string, string | undefined>>> {
  const text = await optionalFile(join(folder, ".env"));
  return text === undefined ? {} : parseEnv(text);
}

async function readConfig(folder: string, values: FlagValues): Promise<ConfigFile> {
  const named = values.text("config");
  const path = resolve(folder, named ?? CONFIG_FILE);
  const text = await optionalFile(path);
  if (text === undefined) {
    if (named === undefined) return {};
    throw new UsageError("not_found", `There is no config file ${named}.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError("invalid_option", `${path} is not JSON: ${String(error)}.`, {
      cause: error,
    });
  }
  // Most folders have no such file, and then what checks it is not loaded.
  const { checkConfig } = await import("./config-file.ts");
  return checkConfig(value, path);
}

async function optionalFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new UsageError("invalid_option", `${path} can't be read: ${String(error)}.`, {
      cause: error,
    });
  }
}

/** Variables that are set to nothing don't hide what `.env` says. */
function present(env: Context["env"]): Context["env"] {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
}

function withoutUndefined<Value extends object>(
  value: Value,
): {
  [Key in keyof Value]: Exclude<Value[Key], undefined>;
} {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries) as never; // eslint-disable-line typescript/no-unsafe-type-assertion -- only undefined members are gone
}
