import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { compileResponseModel } from "../../../src/schema/compile.ts";
import { DIALECTS } from "../../../src/schema/dialect.ts";
import { CORPUS } from "../../schema-corpus/corpus.ts";

/** Raises values of all models in a process of its own, and prints how many, and those that came back otherwise. */
const VALUES_PER_MODEL = 20;

let raised = 0;
const changed: string[] = [];
for (const { name, model, values, expect } of CORPUS) {
  if (expect.kind === "refused") continue;
  for (const dialect of DIALECTS) {
    const compiled = compileResponseModel(model, { dialect });
    for (const value of fc.sample(values, { numRuns: VALUES_PER_MODEL, seed: 1 })) {
      const wire: unknown = JSON.parse(JSON.stringify(compiled.lower(value)));
      const [expected, actual] = await Promise.all(
        [value, compiled.raise(wire)].map(async (one) => await model["~standard"].validate(one)),
      );
      raised += 1;
      if (!isDeepStrictEqual(actual, expected)) changed.push(`${name} (${dialect})`);
    }
  }
}
process.stdout.write(JSON.stringify({ raised, changed }));
