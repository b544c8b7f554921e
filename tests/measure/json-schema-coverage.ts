import { isDeepStrictEqual } from "node:util";
import { SchemaError } from "../../src/errors.ts";
import { compileResponseModel } from "../../src/schema/compile.ts";
import { DIALECTS } from "../../src/schema/dialect.ts";
import type { Dialect } from "../../src/schema/dialect.ts";
import type { CompiledModel, ResponseModel } from "../../src/schema/response-model.ts";
import { checkRules } from "../../src/schema/rules/check.ts";
import { toResponseModel } from "../../src/schema/to-response-model.ts";
import type { JsonObject, JsonValue } from "../../src/util/json.ts";
import type { Table } from "./table.ts";
import { sent, wireValidator } from "./wire-validator.ts";

/** A JSON Schema from the wild, with values that fit it and values that don't. */
export interface SchemaWithInstances {
  readonly name: string;
  readonly schema: JsonObject;
  readonly tests: readonly { readonly valid: boolean; readonly data: JsonValue }[];
}

/** One schema in all dialects, and its instances there and back. */
export function measureSchema({ name, schema, tests }: SchemaWithInstances, table: Table): void {
  const model = attempt(() => toResponseModel(schema));
  for (const dialect of DIALECTS) {
    table.add("schemas", dialect);
    const start = performance.now();
    const compiled = attempt(() => compileResponseModel(schema, { dialect }));
    table.time(dialect, performance.now() - start);
    if (compiled instanceof Error) {
      table.add(compiled instanceof SchemaError ? "refused with reason" : "failed", dialect);
      table.odd(`${name} (${dialect}): ${compiled.message}`);
      continue;
    }
    table.add(compiled.verdict.kind, dialect);
    if (compiled.verdict.kind === "over_budget")
      table.odd(`${name} (${dialect}): ${compiled.verdict.message}`);
    table.add(
      "with parts as JSON text",
      dialect,
      Number(compiled.changes.some(({ code }) => code === "L_JSON_STRING")),
    );
    for (const { rule, pointer } of checkRules(compiled.schema, dialect)) {
      table.add("rule findings", dialect);
      table.odd(`${name} (${dialect}) breaks ${rule} at ${pointer}`);
    }
    if (!(model instanceof Error)) measureInstances(model, compiled, { name, tests, table });
  }
}

function measureInstances(
  model: ResponseModel,
  compiled: CompiledModel,
  { name, tests, table }: Pick<SchemaWithInstances, "name" | "tests"> & { readonly table: Table },
): void {
  const { dialect } = compiled;
  const fits = wireValidator(compiled.schema);
  for (const { data } of tests) {
    const wire = sent(compiled.lower(data));
    const raised = compiled.raise(wire);
    if (isValid(model, data)) {
      const exact = isDeepStrictEqual(raised, data);
      table.add("valid instances", dialect);
      table.add("that come back exactly", dialect, Number(exact));
      table.add("that fit the schema", dialect, Number(fits(wire)));
      if (!exact || !fits(wire)) oddInstance(name, dialect, { data, table });
    } else {
      const kept = !isValid(model, raised);
      table.add("invalid instances", dialect);
      table.add("that stay invalid", dialect, Number(kept));
      if (!kept) oddInstance(name, dialect, { data, table });
    }
  }
}

function oddInstance(
  name: string,
  dialect: Dialect,
  { data, table }: { readonly data: JsonValue; readonly table: Table },
): void {
  table.odd(`${name} (${dialect}): ${JSON.stringify(data)}`);
}

function isValid(model: ResponseModel, value: unknown): boolean {
  const validation = model.validate(value);
  return !(validation instanceof Promise) && validation.ok;
}

function attempt<Result>(work: () => Result): Result | Error {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
