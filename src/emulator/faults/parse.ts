import { readFile } from "node:fs/promises";
import { z } from "zod";
import { UsageError } from "../../errors.ts";
import { isObject } from "../../util/json.ts";
import { faultProfiles } from "./profiles.ts";
import type { FaultName, FaultProfile, FaultRule } from "./profile.ts";

const count = z.int().min(0).optional();
const share = z.number().min(0).max(1).optional();
const moment = z.enum(["before", "after"]).optional();
const none = {};

/** What each fault takes beside the conditions. */
const PARAMETERS: Readonly<Record<FaultName, z.ZodRawShape>> = {
  rate_limit: { retryAfterMs: count },
  server_error: { when: moment },
  overloaded: { when: moment },
  schema_too_complex: none,
  reset: { when: moment },
  hang: { when: moment },
  redirect: { to: z.url() },
  drop_upload: { afterBytes: count },
  drop_download: { afterBytes: count },
  slow_body: { bytesPerSecond: z.int().min(1).optional() },
  job_failed: { code: z.string().optional(), message: z.string().optional() },
  token_limit_exceeded: none,
  job_expired: { done: share },
  job_cancelled: { at: share },
  unknown_state: { state: z.string().optional() },
  all_failed: none,
  empty_error_file_id: none,
  late_results: { polls: count },
  inline_for_file: none,
  status_errors: none,
  foreign_results_host: { host: z.url().optional() },
  lagging_list: { forMs: count },
  shuffled_lines: none,
  blank_lines: none,
  crlf_lines: none,
  doubled_final_newline: none,
  no_final_newline: none,
  refusal: none,
  truncation: none,
  safety_block: none,
  prompt_block: none,
  invalid_json: none,
  schema_break: none,
  enum_case: none,
  fenced_json: none,
  wrapped_json: none,
  empty_answer: none,
  thoughts: none,
  context_length: none,
  request_rate_limited: none,
  request_failed: none,
  request_overloaded: none,
  status_zero: none,
  request_expired: none,
  request_canceled: none,
  unknown_result: none,
  missing_line: none,
  doubled_line: { differing: z.boolean().optional() },
  foreign_line: none,
  malformed_line: none,
};

/** All faults that a rule can name. */
export const FAULT_NAMES: readonly string[] = Object.keys(PARAMETERS);

const pattern = z.string().refine(isPattern, { error: "is no regular expression" }).optional();

const selector = {
  provider: z.enum(["openai", "anthropic", "google"]).optional(),
  rate: share,
  times: count,
  skip: count,
  route: pattern,
  job: z.int().min(1).optional(),
  customId: pattern,
  prompt: pattern,
};

/** The conditions that a rule can have. */
export const CONDITION_NAMES: readonly string[] = Object.keys(selector);

/** A rule is checked by the table of its fault's own parameters, so that a misspelt one is an error. */
const rule = z.custom<FaultRule>().superRefine((value: unknown, context) => {
  const name: unknown = isObject(value) ? value["fault"] : undefined;
  const parameters = isFaultName(name) ? PARAMETERS[name] : undefined;
  if (parameters === undefined) {
    context.addIssue({ code: "custom", message: `unknown fault ${JSON.stringify(name)}` });
    return;
  }
  const checked = z
    .strictObject({ fault: z.string(), ...selector, ...parameters })
    .safeParse(value);
  for (const { path, message } of checked.error?.issues ?? []) {
    context.addIssue({ code: "custom", path, message });
  }
});

const profileSchema = z.strictObject({ seed: z.int().optional(), rules: z.array(rule) });

function isFaultName(name: unknown): name is FaultName {
  return typeof name === "string" && Object.hasOwn(PARAMETERS, name);
}

/**
 * Reads a profile from JSON, already parsed: a profile, or the name of one that is ready-made.
 *
 * @throws UsageError that says what is wrong where.
 */
export function parseFaultProfile(value: unknown): FaultProfile {
  if (typeof value === "string") return namedProfile(value);
  const parsed = profileSchema.safeParse(value);
  if (!parsed.success) {
    const reasons = parsed.error.issues
      .map(({ path, message }) => `${path.join(".") || "the profile"}: ${message}`)
      .join("; ");
    throw new UsageError("invalid_option", `The fault profile does not fit: ${reasons}.`);
  }
  return parsed.data;
}

/**
 * Reads a profile from a JSON file.
 *
 * @throws UsageError when there is no such file, or no profile in it.
 */
export async function readFaultProfile(file: string): Promise<FaultProfile> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new UsageError("invalid_option", `The fault profile ${file} can't be read as JSON.`, {
      cause,
    });
  }
  return parseFaultProfile(value);
}

function namedProfile(name: string): FaultProfile {
  const profile = faultProfiles.get(name);
  if (profile !== undefined) return profile;
  const known = [...faultProfiles.keys()].join(", ");
  throw new UsageError(
    "invalid_option",
    `There is no fault profile "${name}". Known are ${known}.`,
  );
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, "u") instanceof RegExp;
  } catch {
    return false;
  }
}
