import { UsageError } from "../errors.ts";
import type { ProviderOptions } from "./provider.ts";

/**
 * The key of a provider, as given or from the first of its variables that is set.
 *
 * @throws UsageError that names the variables where none is set.
 */
export function apiKeyOf(
  title: string,
  keyVariables: readonly string[],
  { apiKey, env }: Pick<ProviderOptions, "apiKey" | "env">,
): string {
  const key = apiKey ?? keyVariables.map((name) => env[name]).find((value) => value);
  if (key === undefined || key === "") {
    throw new UsageError(
      "missing_key",
      `No key for ${title}. Set ${keyVariables.join(" or ")} in the environment or in .env, or try it without a key with --emulate.`,
    );
  }
  return key;
}
