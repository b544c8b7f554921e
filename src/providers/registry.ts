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
  readonly kind: "openai-compatible" | "azure-openai";
  readonly name: string;
  readonly baseUrl: string;
  /** Environment variable that holds the key. */
  readonly keyVariable: string;
  /** Azure's `api-version`. */
  readonly apiVersion?: string | undefined;
  readonly title?: string | undefined;
}

/** A provider that speaks as a known one does, under a name, an address and a key of its own. */
export function compatibleProvider(entry: CompatibleProvider): ProviderDefinition {
  const { keyVariable, title = entry.name, ...service } = entry;
  return defineOpenAI({ ...service, title, keyVariables: [keyVariable] });
}
