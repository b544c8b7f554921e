import { UsageError } from "../errors.ts";
import { anthropic } from "./anthropic/definition.ts";
import { google } from "./google/definition.ts";
import { defineOpenAI, openai } from "./openai/definition.ts";
import type { ProviderDefinition } from "./provider.ts";

/** All providers. The only list there is: an adapter is a folder and a line here. */
export const PROVIDERS: readonly ProviderDefinition[] = [openai, anthropic, google];

/** @throws UsageError that names the providers where there is none of this name. */
export function findProvider(
  name: string,
  providers: readonly ProviderDefinition[] = PROVIDERS,
): ProviderDefinition {
  const found = providers.find((provider) => provider.name === name);
  if (found === undefined) {
    const names = providers.map((provider) => provider.name).join(", ");
    throw new UsageError(
      "unknown_provider",
      `There is no provider "${name}". There are: ${names}.`,
    );
  }
  return found;
}

/** A server that speaks a known provider's protocol at another address. */
export interface CompatibleProvider {
  readonly name: string;
  readonly baseUrl: string;
  /** Environment variable that holds the key. */
  readonly keyVariable: string;
  readonly title?: string | undefined;
}

/** A provider that differs from a known one by its address, its key and its name only. */
export function compatibleProvider(entry: CompatibleProvider): ProviderDefinition {
  const { name, title = name, baseUrl, keyVariable } = entry;
  return defineOpenAI({ name, title, baseUrl, keyVariables: [keyVariable] });
}
