import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { UsageError } from "../errors.ts";
import type { BatchSettings } from "../lifecycle/settings.ts";
import { REASONING_EFFORTS } from "../providers/provider.ts";
import { PROVIDERS } from "../providers/registry.ts";
import { DEDUPES, RETRY_MODES, STRUCTURED_OUTPUTS } from "./flags.ts";
import type { FlagValues } from "./flag-values.ts";

/** The settings of a batch as the command line gives them. */
export async function batchSettings(values: FlagValues, folder: string): Promise<BatchSettings> {
  return {
    system: await textOrFile(values.text("system"), folder),
    prompt: await textOrFile(values.text("prompt"), folder),
    maxOutputTokens: values.positiveInteger("max-output-tokens"),
    temperature: values.number(
      "temperature",
      "a number from 0 to 2",
      (value) => value >= 0 && value <= 2,
    ),
    reasoningEffort: values.choice("reasoning-effort", REASONING_EFFORTS),
    structuredOutput: values.choice("structured-output", STRUCTURED_OUTPUTS),
    providerOptions: values.json("provider-options"),
    flags: providerFlags(values),
    maxRequestsPerJob: values.positiveInteger("max-requests-per-job"),
    dedupe: values.choice("dedupe", DEDUPES),
    retry: values.choice("retry", RETRY_MODES),
    maxAttempts: values.positiveInteger("max-attempts"),
    keepRemoteFiles: values.on("keep-remote-files"),
  };
}

function providerFlags(values: FlagValues): Readonly<Record<string, string>> {
  const names = PROVIDERS.flatMap(({ flags }) => flags.map(({ name }) => name));
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = values.text(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** `@prompt.txt` stands for what is in the file. */
async function textOrFile(text: string | undefined, folder: string): Promise<string | undefined> {
  if (text?.startsWith("@") !== true) return text;
  const path = text.slice(1);
  try {
    return (await readFile(resolve(folder, path), "utf8")).trimEnd();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError("not_found", `${path} can't be read: ${reason}.`, { cause: error });
  }
}
