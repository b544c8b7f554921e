import type { Validation } from "../response-model.ts";
import { isObject } from "../../util/json.ts";
import { issuesOfZod } from "./zod-issues.ts";

/** Validates with a user's own zod schema. Never throws; a promise only where the schema has asynchronous parts. */
export type ValidateZod = (value: unknown) => Validation | Promise<Validation>;

interface SafeParser {
  readonly parse: (value: unknown) => unknown;
  readonly parseAsync: (value: unknown) => Promise<unknown>;
}

/** How zod 3 and zod 4 say that a schema can't be run at once. */
const ASYNCHRONOUS =
  /^(?:Encountered Promise during synchronous parse|Async refinement encountered|Asynchronous transform encountered)/;

/** @param startsAsync the schema is known to have asynchronous parts, so that running it at once would be in vain */
export function zodValidator(schema: object, startsAsync: boolean): ValidateZod {
  const parser = parserOf(schema);
  let asynchronous = startsAsync;
  const validateAsync = async (value: unknown): Promise<Validation> => {
    try {
      return resultOf(await parser.parseAsync(value));
    } catch (error) {
      return threw(error);
    }
  };
  return (value) => {
    if (asynchronous) return validateAsync(value);
    try {
      return resultOf(parser.parse(value));
    } catch (error) {
      if (!(error instanceof Error) || !ASYNCHRONOUS.test(error.message)) return threw(error);
      asynchronous = true;
      return validateAsync(value);
    }
  };
}

function parserOf(schema: object): SafeParser {
  const parse: unknown = Reflect.get(schema, "safeParse");
  const parseAsync: unknown = Reflect.get(schema, "safeParseAsync");
  if (typeof parse === "function" && typeof parseAsync === "function") {
    return {
      parse: (value) => Reflect.apply(parse, schema, [value]),
      parseAsync: (value) => Reflect.apply(parseAsync, schema, [value]),
    };
  }
  return standardParser(schema);
}

/** A schema of zod's core has no methods, and only the interface that all validators share. */
function standardParser(schema: object): SafeParser {
  const standard: unknown = Reflect.get(schema, "~standard");
  const validate: unknown = isObject(standard) ? standard["validate"] : undefined;
  if (typeof validate !== "function") throw new TypeError("The schema can't validate.");
  const run = (value: unknown): unknown => Reflect.apply(validate, standard, [value]);
  return {
    parse: (value) => {
      const result = run(value);
      if (result instanceof Promise) {
        // Asked again below: what this run says is of no interest.
        result.catch(() => {});
        throw new Error("Encountered Promise during synchronous parse.");
      }
      return fromStandard(result);
    },
    parseAsync: async (value) => fromStandard(await run(value)),
  };
}

function fromStandard(result: unknown): unknown {
  if (!isObject(result)) return result;
  const { issues, value } = result as { readonly issues?: unknown; readonly value?: unknown };
  return issues === undefined
    ? { success: true, data: value }
    : { success: false, error: { issues } };
}

function resultOf(result: unknown): Validation {
  if (isObject(result) && result["success"] === true) return { ok: true, data: result["data"] };
  return { ok: false, issues: issuesOfZod(isObject(result) ? result["error"] : undefined) };
}

/** A refinement or transform of the user's threw. */
function threw(error: unknown): Validation {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    ok: false,
    issues: [{ path: [], message: `The model threw while it validated: ${reason}` }],
  };
}
