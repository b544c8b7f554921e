import {
  type Batch,
  BatchProcessor,
  byId,
  type failures,
  type JsonValue,
  type Outcome,
  type OutcomeKind,
  type successes,
} from "batch-extract";
import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { z as z3 } from "zod/v3";
import * as mini from "zod/mini";

/** The type of a batch's data for a response model, as the processor's own signatures give it. */
type DataOf<Processor extends { create: (...args: never[]) => unknown }> =
  Awaited<ReturnType<Processor["create"]>> extends Batch<infer Data> ? Data : never;

const model = "openai/gpt-4o-mini";

describe("data has the type of the response model's output", () => {
  it("with defaults, transforms and coercion of zod 4", () => {
    const responseModel = z.object({
      name: z.string().transform((name) => name.length),
      born: z.coerce.date(),
      tags: z.array(z.string()).default([]),
      nickname: z.string().optional(),
      kind: z.enum(["a", "b"]),
    });
    const processor = new BatchProcessor({ model, responseModel });
    expectTypeOf<DataOf<typeof processor>>().toEqualTypeOf<{
      name: number;
      born: Date;
      tags: string[];
      kind: "a" | "b";
      nickname?: string | undefined;
    }>();
  });

  it("of unions, of zod/mini and of zod 3", () => {
    const union = z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("book"), pages: z.number() }),
      z.object({ kind: z.literal("film"), minutes: z.number() }),
    ]);
    const either = new BatchProcessor({ model, responseModel: union });
    expectTypeOf<DataOf<typeof either>>().toEqualTypeOf<
      { kind: "book"; pages: number } | { kind: "film"; minutes: number }
    >();
    const small = new BatchProcessor({
      model,
      responseModel: mini.object({ age: mini.number() }),
    });
    expectTypeOf<DataOf<typeof small>>().toEqualTypeOf<{ age: number }>();
    const old = new BatchProcessor({
      model,
      responseModel: z3.object({ age: z3.number().default(0), at: z3.string().transform(Number) }),
    });
    expectTypeOf<DataOf<typeof old>>().toEqualTypeOf<{ age: number; at: number }>();
  });

  it("any JSON for a JSON Schema, and text without a response model", () => {
    const schema = new BatchProcessor({ model, responseModel: { type: "object" } });
    expectTypeOf<DataOf<typeof schema>>().toEqualTypeOf<JsonValue>();
    const text = new BatchProcessor({ model });
    expectTypeOf<DataOf<typeof text>>().toEqualTypeOf<string>();
  });

  it("the same from create, run and open", () => {
    type Person = z.ZodObject<{ age: z.ZodNumber }>;
    type Row = Outcome<{ age: number }>;
    expectTypeOf<BatchProcessor<Person>["run"]>().returns.toEqualTypeOf<AsyncGenerator<Row>>();
    expectTypeOf<BatchProcessor<Person>["open"]>().returns.resolves.toEqualTypeOf<
      Batch<{ age: number }>
    >();
    expectTypeOf<Batch<{ age: number }>["results"]>().returns.toEqualTypeOf<AsyncGenerator<Row>>();
  });
});

describe("a kind tells what is there", () => {
  type Row = Outcome<{ age: number }>;
  type Of<Kind extends OutcomeKind> = Extract<Row, { kind: Kind }>;

  it("data only where it succeeded", () => {
    expectTypeOf<Of<"succeeded">["data"]>().toEqualTypeOf<{ age: number }>();
    expectTypeOf<Row>().not.toHaveProperty("data");
    expectTypeOf<Of<"invalid">>().not.toHaveProperty("data");
  });

  it("reasons, issues and answers where there are any", () => {
    expectTypeOf<Of<"invalid">["answer"]>().toEqualTypeOf<JsonValue>();
    expectTypeOf<Of<"invalid">["issues"][number]["path"]>().toEqualTypeOf<
      readonly (string | number)[]
    >();
    expectTypeOf<Of<"refused">["reason"]>().toEqualTypeOf<string>();
    expectTypeOf<Of<"blocked">["blocked"]>().toEqualTypeOf<"prompt" | "answer">();
    expectTypeOf<Of<"errored">["error"]["retryable"]>().toEqualTypeOf<boolean>();
    expectTypeOf<Of<"missing">>().not.toHaveProperty("reason");
  });

  it("for nine kinds and no more, so that a switch can be exhaustive", () => {
    expectTypeOf<Row["kind"]>().toEqualTypeOf<
      | "succeeded"
      | "invalid"
      | "truncated"
      | "refused"
      | "blocked"
      | "errored"
      | "expired"
      | "cancelled"
      | "missing"
    >();
  });

  it("and the helpers narrow as one would by hand", () => {
    type Success = typeof successes<{ age: number }>;
    type Failure = typeof failures<{ age: number }>;
    type Yielded<Stream> = Stream extends AsyncGenerator<infer Item> ? Item : never;
    expectTypeOf<Yielded<ReturnType<Success>>["data"]>().toEqualTypeOf<{ age: number }>();
    expectTypeOf<Yielded<ReturnType<Failure>>["kind"]>().toEqualTypeOf<
      Exclude<OutcomeKind, "succeeded">
    >();
    expectTypeOf(byId<{ age: number }>).returns.resolves.toEqualTypeOf<ReadonlyMap<string, Row>>();
  });
});

describe("options", () => {
  type Options = ConstructorParameters<typeof BatchProcessor>[0];
  it("always name a model, and take a response model only as a schema", () => {
    expectTypeOf<Options>().toExtend<{ readonly model: string }>();
    expectTypeOf<{ model: string; responseModel: number }>().not.toExtend<Options>();
  });
});
