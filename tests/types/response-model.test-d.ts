import { expectTypeOf, it } from "vitest";
import { z } from "zod";
import { z as z3 } from "zod/v3";
import { compileResponseModel, type JsonValue, type OutputOf } from "../../src/index.ts";

it("data has the type of the response model's output", () => {
  const Model = z.object({ at: z.date(), note: z.string().default("") });
  expectTypeOf<OutputOf<typeof Model>>().toEqualTypeOf<{ at: Date; note: string }>();
  const Old = z3.object({ count: z3.number() });
  expectTypeOf<OutputOf<typeof Old>>().toEqualTypeOf<{ count: number }>();
  expectTypeOf<OutputOf<{ readonly type: "object" }>>().toEqualTypeOf<JsonValue>();
});

it("a model is compiled for a dialect that is known, and for no other", () => {
  const compiled = compileResponseModel(z.string(), { dialect: "anthropic" });
  expectTypeOf(compiled.lower).returns.toEqualTypeOf<JsonValue>();
  expectTypeOf(compiled.raise).returns.toEqualTypeOf<unknown>();
  // @ts-expect-error -- there is no such dialect
  compileResponseModel(z.string(), { dialect: "openai" });
});
