import { PROVIDERS } from "../../src/providers/registry.ts";
import type { TestEmulator } from "./emulated.ts";

/** The environment in which programs that mean the providers reach an emulator. */
export function providerEnv({
  baseUrls,
}: Pick<TestEmulator, "baseUrls">): Readonly<Record<string, string>> {
  const urls: Readonly<Record<string, string>> = baseUrls;
  const variables = PROVIDERS.flatMap(({ name, baseUrlVariable, keyVariables }) => [
    ...keyVariables.slice(0, 1).map((variable) => [variable, "a-key"]),
    ...(baseUrlVariable === undefined ? [] : [[baseUrlVariable, urls[name] ?? ""]]),
  ]);
  return { ...Object.fromEntries(variables), BATCH_POLL_MS: "50", BATCH_EMULATE_WORK_MS: "100" };
}
