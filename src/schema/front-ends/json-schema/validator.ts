import type { Ajv, ErrorObject, Options, ValidateFunction } from "ajv";
import { SchemaError } from "../../../errors.ts";
import type { Issue } from "../../../model/outcome.ts";
import { isObject } from "../../../util/json.ts";
import { fromPointer } from "../../intermediate/path.ts";
import { expressionOf } from "../../intermediate/pattern.ts";
import type { Validation } from "../../response-model.ts";
import { load } from "../load.ts";
import { draftOf, ignoresSiblings, spoken } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { mend } from "./mend.ts";
import { isMetaSchema, References, referencesIn } from "./references.ts";
import type { SchemaObject } from "./references.ts";
import { schemasIn } from "./schemas-in.ts";

/** Issues of one value that are told; a value that is wrong all over is told so by these too. */
const ISSUES_AT_MOST = 50;

type AjvClass = new (options: Options) => Ajv;

const AJV_MODULES: Readonly<Record<Draft, string>> = {
  "draft-04": "ajv-draft-04",
  "draft-06": "ajv",
  "draft-07": "ajv",
  "2019-09": "ajv/dist/2019.js",
  "2020-12": "ajv/dist/2020.js",
};

/** The packages' declared types are those of their default exports. */
function loadAjv(draft: Draft): AjvClass {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the type is the package's own
  return (load(AJV_MODULES[draft]) as { readonly default: AjvClass }).default;
}

function addFormats(ajv: Ajv): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the type is the package's own
  (load("ajv-formats") as { readonly default: (ajv: Ajv) => Ajv }).default(ajv);
}

/** Validates values with a JSON Schema of any draft from 4 on. Never throws. */
export type ValidateJson = (value: unknown) => Validation;

/**
 * Makes the validator of a JSON Schema.
 *
 * @throws SchemaError where the schema is none, even after mending what is commonly written wrong.
 */
export function jsonValidator(schema: SchemaObject): ValidateJson {
  const validate = compile(schema);
  return (value) => {
    try {
      if (validate(value)) return { ok: true, data: value };
      const issues = (validate.errors ?? []).slice(0, ISSUES_AT_MOST);
      return { ok: false, issues: issues.map((error) => issueOf(error, value)) };
    } catch (error) {
      // Only a value nested beyond any stack gets here.
      return {
        ok: false,
        issues: [{ path: [], message: `Could not be validated: ${String(error)}` }],
      };
    }
  };
}

function compile(schema: SchemaObject): ValidateFunction {
  const draft = draftOf(schema);
  try {
    return compileWith(mend(schema, draft), draft);
  } catch (reason) {
    throw brokenPattern(schema) ?? lostReference(schema, draft) ?? noSchema(schema, draft, reason);
  }
}

/** The first reference that leads nowhere or in circles, also where only a condition has it. */
function lostReference(root: SchemaObject, draft: Draft): SchemaError | undefined {
  const references = new References(root, draft);
  for (const { schema } of schemasIn(root)) {
    for (const reference of referencesIn(spoken(schema, draft))) {
      if (isMetaSchema(reference.address)) continue;
      try {
        references.resolve(reference, schema);
      } catch (error) {
        if (error instanceof SchemaError) return error;
      }
    }
  }
  return undefined;
}

/** The first pattern that is no regular expression, wherever it stands. */
function brokenPattern(root: SchemaObject): SchemaError | undefined {
  for (const { schema, path } of schemasIn(root)) {
    const { pattern, patternProperties } = schema;
    if (typeof pattern === "string" && isBroken(pattern)) {
      return noPattern(pattern, [...path, "pattern"]);
    }
    const key = Object.keys(isObject(patternProperties) ? patternProperties : {}).find(isBroken);
    if (key !== undefined) return noPattern(key, [...path, "patternProperties", key]);
  }
  return undefined;
}

function isBroken(source: string): boolean {
  return expressionOf({ source, flags: "" }) === undefined;
}

function noPattern(pattern: string, path: readonly string[]): SchemaError {
  return new SchemaError({
    rule: "E_SCHEMA",
    path,
    reason: `The pattern ${JSON.stringify(pattern)} is no regular expression of JavaScript${fault(pattern)}.`,
    fix: "Correct it, or remove it and say what is meant in the description.",
  });
}

/** What the engine says of a pattern, such as ": Unterminated character class". */
function fault(pattern: string): string {
  try {
    return RegExp(pattern) && "";
  } catch (error) {
    const [, reason] = /: ([^:]*)$/.exec(messageOf(error)) ?? [];
    return reason === undefined ? "" : `: ${reason}`;
  }
}

function noSchema(schema: SchemaObject, draft: Draft, reason: unknown): SchemaError {
  const { path, message } = faultIn(schema, draft) ?? { path: [], message: messageOf(reason) };
  return new SchemaError({
    rule: "E_SCHEMA",
    path,
    reason: `The JSON Schema can't be used: ${message}.`,
    fix: "Correct it there, or check the whole with a validator.",
  });
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

/** Where a schema is not one of its draft, as the schema of schemas says; undefined where that finds nothing. */
function faultIn(schema: SchemaObject, draft: Draft): Issue | undefined {
  try {
    const ajv = ajvOf(draft, {});
    // The schema of schemas that is named need not be known.
    const { $schema: _named, ...plain } = schema;
    const valid = ajv.validateSchema(plain);
    const deepest = (ajv.errors ?? []).toSorted(
      (a, b) => b.instancePath.split("/").length - a.instancePath.split("/").length,
    )[0];
    return valid === true || deepest === undefined ? undefined : issueOf(deepest, schema);
  } catch {
    return undefined;
  }
}

function compileWith(schema: SchemaObject, draft: Draft): ValidateFunction {
  const ajv = ajvOf(draft, { validateSchema: false });
  const metaSchema =
    draft === "draft-06" ? load("ajv/dist/refs/json-schema-draft-06.json") : undefined;
  if (isObject(metaSchema)) ajv.addMetaSchema(metaSchema);
  return ajv.compile(schema);
}

function ajvOf(draft: Draft, options: Pick<Options, "validateSchema">): Ajv {
  const AjvOfDraft = loadAjv(draft);
  const ajv = new AjvOfDraft({
    ...options,
    strict: false,
    allErrors: true,
    logger: false,
    // Else a required "toString" would be found in every object.
    ownProperties: true,
    ignoreKeywordsWithRef: ignoresSiblings(draft),
    code: { regExp: regularExpression },
  });
  addFormats(ajv);
  return ajv;
}

/** Patterns mean the same to the validator and to all that is made of the model. */
const regularExpression = Object.assign(
  (source: string): RegExp => {
    const expression = expressionOf({ source, flags: "" });
    if (expression === undefined) throw new SyntaxError(`"${source}" is no regular expression`);
    return expression;
  },
  // Only written in generated modules, of which there are none.
  { code: "regularExpression" },
);

function issueOf({ instancePath, message, keyword, params }: ErrorObject, value: unknown): Issue {
  const path = pathIn(value, instancePath);
  const { missingProperty, additionalProperty, allowedValues } = params as Partial<
    Record<string, unknown>
  >;
  const named = missingProperty ?? additionalProperty;
  const steps = typeof named === "string" ? [...path, named] : path;
  const text = message ?? `breaks "${keyword}"`;
  const listed = Array.isArray(allowedValues) && allowedValues.length <= 20;
  return { path: steps, message: listed ? `${text}: ${JSON.stringify(allowedValues)}` : text };
}

/** Steps into an array are numbers, others are texts. */
function pathIn(value: unknown, pointer: string): readonly (string | number)[] {
  let at = value;
  return fromPointer(pointer).map((step) => {
    const isItem = Array.isArray(at);
    at = typeof at === "object" && at !== null ? Reflect.get(at, step) : undefined;
    return isItem ? Number(step) : step;
  });
}
