import type { Dialect } from "./dialect.ts";
import { compileNormalModel } from "./compile-model.ts";
import { readModel } from "./read-model.ts";
import type { CompiledModel, ResponseModelSource } from "./response-model.ts";

/**
 * Writes a response model in a dialect, with the way from an answer to the model's input and back. Pure: the same model
 * gives the same schema and the same hash, in every process.
 *
 * @param model a zod 4 or zod 3 schema, or a JSON Schema of draft 4 to 2020-12 as an object
 * @throws SchemaError where JSON can't carry the model: with its path, the reason and what to change.
 *
 * @example
 * const User = z.object({ name: z.string(), born: z.date().optional() });
 * const { schema, raise } = compileResponseModel(User, { dialect: "openai-strict" });
 * User.parse(raise({ name: "Alice", born: "1990-05-17T00:00:00Z" })).born; // a Date
 */
export function compileResponseModel(
  model: ResponseModelSource,
  { dialect }: { readonly dialect: Dialect },
): CompiledModel {
  return compileNormalModel(readModel(model), dialect);
}
