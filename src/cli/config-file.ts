import { z } from "zod/v4";
import { UsageError } from "../errors.ts";
import type { AccountLimits } from "../providers/provider.ts";
import { type CompatibleProvider, needsVersion, SERVER_KINDS } from "../providers/registry.ts";

/** `batch.config.json`. */
export interface ConfigFile {
  readonly store?: string | undefined;
  readonly reconcileGraceMs?: number | undefined;
  readonly leaseMs?: number | undefined;
  readonly pollMs?: number | undefined;
  readonly threadsFromRecords?: number | undefined;
  /** Limits of the user's account, by `provider/model` or by provider. */
  readonly limits?: Readonly<Record<string, AccountLimits>> | undefined;
  /** Servers that speak a provider's protocol, by the name that models are written with. */
  readonly providers?: Readonly<Record<string, ProviderEntry>> | undefined;
}

type ProviderEntry = Omit<CompatibleProvider, "name">;

/** @throws UsageError with the places that are wrong. */
export function checkConfig(value: unknown, path: string): ConfigFile {
  const { success, data, error } = configFile().safeParse(value);
  if (!success) throw new UsageError("invalid_option", `${path}: ${z.prettifyError(error)}`);
  return data;
}

function configFile(): z.ZodType<ConfigFile> {
  const positive = z.number().positive();
  return z.strictObject({
    store: z.string().min(1).optional(),
    reconcileGraceMs: z.number().nonnegative().optional(),
    leaseMs: positive.optional(),
    pollMs: positive.optional(),
    threadsFromRecords: z.number().nonnegative().optional(),
    limits: z
      .record(
        z.string(),
        z.strictObject({
          tier: z.string().optional(),
          enqueuedTokens: positive.optional(),
          enqueuedRequests: positive.optional(),
          jobs: positive.optional(),
          createsPerHour: positive.optional(),
        }),
      )
      .optional(),
    providers: z
      .record(
        z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "a provider's name has a-z, 0-9 and hyphens"),
        z
          .strictObject({
            kind: z.enum(SERVER_KINDS),
            baseUrl: z.url(),
            keyVariable: z.string().min(1),
            apiVersion: z.string().min(1).optional(),
            title: z.string().optional(),
          })
          .refine(({ kind, apiVersion }) => apiVersion !== undefined || !needsVersion(kind), {
            path: ["apiVersion"],
            error: "is needed for this kind",
          }),
      )
      .optional(),
  });
}
