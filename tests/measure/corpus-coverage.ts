import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { SchemaError } from "../../src/errors.ts";
import { compileResponseModel } from "../../src/schema/compile.ts";
import { DIALECTS } from "../../src/schema/dialect.ts";
import type { Dialect } from "../../src/schema/dialect.ts";
import type { CompiledModel, ResponseModel } from "../../src/schema/response-model.ts";
import { checkRules } from "../../src/schema/rules/check.ts";
import { toResponseModel } from "../../src/schema/to-response-model.ts";
import type { CorpusModel } from "../schema-corpus/corpus-model.ts";
import type { Table } from "./table.ts";
import { sent, wireValidator } from "./wire-validator.ts";

const VALUES_PER_MODEL = 200;
const SEED = 1;

/** One model of the corpus in all dialects, in zod 4 and, where there is one, in zod 3. */
export async function measureCorpusModel(entry: CorpusModel, table: Table): Promise<void> {
  const values = fc.sample(entry.values, { numRuns: VALUES_PER_MODEL, seed: SEED });
  for (const source of [entry.model, entry.zod3]) {
    if (source === undefined) continue;
    const model = toResponseModel(source);
    for (const dialect of DIALECTS) {
      table.add("models", dialect);
      const compiled = compile(entry, model, { dialect, table });
      if (compiled !== undefined)
        await measureValues(model, compiled, { values, table, name: entry.name });
    }
  }
}

function compile(
  { name, expect }: CorpusModel,
  { source }: ResponseModel,
  { dialect, table }: { readonly dialect: Dialect; readonly table: Table },
): CompiledModel | undefined {
  try {
    const start = performance.now();
    const compiled = compileResponseModel(source, { dialect });
    table.time(dialect, performance.now() - start);
    table.add(compiled.verdict.kind, dialect);
    for (const { rule } of checkRules(compiled.schema, dialect)) {
      table.add("rule findings", dialect);
      table.odd(`${name} (${dialect}) breaks ${rule}`);
    }
    return compiled;
  } catch (error) {
    const known =
      error instanceof SchemaError && expect.kind === "refused" && error.rule === expect.rule;
    table.add(known ? "refused with reason" : "failed", dialect);
    if (!known) table.odd(`${name} (${dialect}): ${String(error)}`);
    return undefined;
  }
}

async function measureValues(
  model: ResponseModel,
  compiled: CompiledModel,
  {
    values,
    table,
    name,
  }: { readonly values: readonly unknown[]; readonly table: Table; readonly name: string },
): Promise<void> {
  const { dialect } = compiled;
  const fits = wireValidator(compiled.schema);
  for (const value of values) {
    const wire = sent(compiled.lower(value));
    const [expected, actual] = [
      await model.validate(value),
      await model.validate(compiled.raise(wire)),
    ];
    table.add("values", dialect);
    table.add("values that fit the schema", dialect, fits(wire) ? 1 : 0);
    const exact = expected.ok && actual.ok && isDeepStrictEqual(actual.data, expected.data);
    table.add("values that come back exactly", dialect, exact ? 1 : 0);
    if (!exact || !fits(wire)) table.odd(`${name} (${dialect}): ${JSON.stringify(wire)}`);
  }
}
