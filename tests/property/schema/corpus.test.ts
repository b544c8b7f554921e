import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkSchema } from "../../../src/emulator/rules/check-schema.ts";
import { SchemaError } from "../../../src/errors.ts";
import { compileResponseModel } from "../../../src/schema/compile.ts";
import { DIALECTS } from "../../../src/schema/dialect.ts";
import type { CompiledModel, ResponseModel } from "../../../src/schema/response-model.ts";
import { checkRules } from "../../../src/schema/rules/check.ts";
import { toResponseModel } from "../../../src/schema/to-response-model.ts";
import { sent, wireValidator } from "../../measure/wire-validator.ts";
import { CORPUS } from "../../schema-corpus/corpus.ts";
import type { CorpusModel } from "../../schema-corpus/corpus-model.ts";

const VALUES_PER_MODEL = 200;
const SEED = 20_261_120;

function sourcesOf({ model, zod3 }: CorpusModel) {
  return zod3 === undefined ? [model] : [model, zod3];
}

const compiled = CORPUS.filter(({ expect: { kind } }) => kind === "compiled");
const refused = CORPUS.filter(({ expect: { kind } }) => kind === "refused");

describe.each(compiled.map((entry) => [entry.name, entry] as const))("%s", (_name, entry) => {
  const values = fc.sample(entry.values, { numRuns: VALUES_PER_MODEL, seed: SEED });

  it.each(DIALECTS)("is carried by %s, there and back", async (dialect) => {
    for (const source of sourcesOf(entry)) {
      const model = toResponseModel(source);
      const written = compileResponseModel(model.source, { dialect });
      expect(written.verdict.kind).not.toBe("over_budget");
      expect(checkRules(written.schema, dialect)).toEqual([]);
      expect(checkSchema(dialect, written.schema)).toEqual([]);
      expect(await lost(model, written, values)).toEqual([]);
    }
  });
});

/** What is not the same after it was on the wire, or does not fit there. */
async function lost(
  model: ResponseModel,
  written: CompiledModel,
  values: readonly unknown[],
): Promise<readonly unknown[]> {
  const fits = wireValidator(written.schema);
  const odd: unknown[] = [];
  for (const value of values) {
    const wire = sent(written.lower(value));
    const before = await model.validate(value);
    const after = await model.validate(written.raise(wire));
    const same = before.ok && after.ok && isDeepStrictEqual(after.data, before.data);
    if (!same || !fits(wire)) odd.push({ value, wire, before, after });
  }
  return odd;
}

describe.each(refused.map((entry) => [entry.name, entry] as const))("%s", (_name, entry) => {
  it.each(DIALECTS)("is refused for %s, with the path and what to do", (dialect) => {
    if (entry.expect.kind !== "refused") throw new Error("This model is carried.");
    const { rule, path } = entry.expect;
    for (const source of sourcesOf(entry)) {
      const error = errorOf(() => compileResponseModel(source, { dialect }));
      expect(error).toBeInstanceOf(SchemaError);
      expect(error).toMatchObject({ rule, path, exitCode: 2 });
      // A rule with a place, a reason, and what to do: three sentences or more.
      expect(String(error)).toMatch(/^SchemaError: E_[A-Z_]+ at .+: .+\. .+\.$/);
    }
  });
});

function errorOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
