import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, it } from "vitest";
import { checkSchema } from "../../../src/emulator/rules/check-schema.ts";
import { SchemaError } from "../../../src/errors.ts";
import { compileResponseModel } from "../../../src/schema/compile.ts";
import { DIALECTS } from "../../../src/schema/dialect.ts";
import type { ResponseModel } from "../../../src/schema/response-model.ts";
import { checkRules } from "../../../src/schema/rules/check.ts";
import { toResponseModel } from "../../../src/schema/to-response-model.ts";
import type { JsonObject } from "../../../src/util/json.ts";
import { sent } from "../../measure/wire-validator.ts";
import { instancesOf } from "../../schema-corpus/instances.ts";
import { nastySchema } from "../../schema-corpus/nasty-schemas.ts";

const SCHEMAS = 400;
const INSTANCES = 10;

/** The model, or undefined where it is refused for a reason. */
function modelOf(schema: JsonObject): ResponseModel | undefined {
  try {
    return toResponseModel(schema);
  } catch (error) {
    const isReason = error instanceof SchemaError && !/E_INTERNAL|E_MODEL/.test(error.rule);
    if (isReason) return undefined;
    throw error;
  }
}

function accepts(model: ResponseModel, value: unknown): boolean {
  const validation = model.validate(value);
  return !(validation instanceof Promise) && validation.ok;
}

const schemaWithInstances = nastySchema().chain((schema) =>
  fc.tuple(
    fc.constant(schema),
    fc.array(instancesOf(schema), { minLength: INSTANCES, maxLength: INSTANCES }),
  ),
);

it("JSON Schemas of any kind are refused with reason, or carried without loss and without false success", () => {
  let carried = 0;
  let kept = 0;
  fc.assert(
    fc.property(schemaWithInstances, ([schema, instances]) => {
      const model = modelOf(schema);
      if (model === undefined) return;
      carried += 1;
      for (const dialect of DIALECTS) {
        const written = compileResponseModel(schema, { dialect });
        expect(checkRules(written.schema, dialect)).toEqual([]);
        const findings = checkSchema(dialect, written.schema);
        expect(written.verdict.kind === "over_budget" ? [] : findings).toEqual([]);
        for (const instance of instances.map(sent)) {
          const raised = written.raise(sent(written.lower(instance)));
          const valid = accepts(model, instance);
          if (valid) kept += 1;
          expect(valid ? isDeepStrictEqual(raised, instance) : !accepts(model, raised)).toBe(true);
        }
      }
    }),
    { numRuns: SCHEMAS, seed: 20_261_120 },
  );
  // Most schemas are carried, and many instances valid: the property is not empty.
  expect(carried).toBeGreaterThan(SCHEMAS / 2);
  expect(kept).toBeGreaterThan(SCHEMAS);
});
