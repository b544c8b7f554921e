import fc from "fast-check";
import { z } from "zod";
import * as mini from "zod/mini";
import { z as z3 } from "zod/v3";
import { COMPILED } from "./corpus-model.ts";
import type { CorpusModel } from "./corpus-model.ts";
import { anyJson, integers, numbers, objects, records, texts } from "./values.ts";

const { _default: withDefault } = mini;

const nullish = fc.option(texts);

export const objectModels: readonly CorpusModel[] = [
  {
    name: "presence",
    model: z.object({
      optional: z.string().optional(),
      nullable: z.string().nullable(),
      nullish: z.string().nullish(),
      defaulted: z.string().default("x"),
      nullDefault: z.string().nullable().default("y"),
      prefault: z.string().trim().prefault(" z "),
      caught: z.string().catch("c"),
      optionalNumber: z.number().optional(),
      deep: z.string().nullable().optional().nullable().optional(),
    }),
    zod3: z3.object({
      optional: z3.string().optional(),
      nullable: z3.string().nullable(),
      nullish: z3.string().nullish(),
      defaulted: z3.string().default("x"),
      nullDefault: z3.string().nullable().default("y"),
      prefault: z3.string().trim().default(" z "),
      caught: z3.string().catch("c"),
      optionalNumber: z3.number().optional(),
      deep: z3.string().nullable().optional().nullable().optional(),
    }),
    values: objects(
      { nullable: nullish, caught: texts },
      {
        optional: texts,
        nullish,
        defaulted: texts,
        nullDefault: nullish,
        prefault: texts,
        optionalNumber: numbers,
        deep: nullish,
      },
    ),
    expect: COMPILED,
  },
  {
    name: "exact_optional",
    model: z.object({ a: z.string().exactOptional(), b: z.string().optional().nonoptional() }),
    values: objects({ b: texts }, { a: texts }),
    expect: COMPILED,
  },
  {
    name: "undefined_in_unions",
    model: z.object({
      a: z.union([z.string(), z.undefined()]),
      b: z.union([z.string(), z.null(), z.undefined()]),
    }),
    values: objects({
      a: fc.constantFrom("x", undefined),
      b: fc.constantFrom("x", null, undefined),
    }),
    expect: COMPILED,
  },
  {
    name: "strict",
    model: z.strictObject({ a: z.string(), inner: z.strictObject({ b: z.number() }).optional() }),
    zod3: z3
      .object({ a: z3.string(), inner: z3.object({ b: z3.number() }).strict().optional() })
      .strict(),
    values: objects({ a: texts }, { inner: objects({ b: numbers }) }),
    expect: COMPILED,
  },
  {
    name: "strip",
    model: z.object({ a: z.string() }),
    zod3: z3.object({ a: z3.string() }),
    values: objects({ a: texts }, { undeclared: anyJson }),
    expect: COMPILED,
  },
  {
    name: "loose",
    model: z.looseObject({ a: z.string(), inner: z.looseObject({ b: z.number() }) }),
    zod3: z3
      .object({ a: z3.string(), inner: z3.object({ b: z3.number() }).passthrough() })
      .passthrough(),
    values: objects(
      { a: texts, inner: objects({ b: numbers }, { other: anyJson }) },
      { more: anyJson, "a/b": anyJson, constructor: texts, other_fields: anyJson },
    ),
    expect: COMPILED,
  },
  {
    name: "catchall",
    model: z.object({ a: z.string() }).catchall(z.number()),
    zod3: z3.object({ a: z3.string() }).catchall(z3.number()),
    values: objects({ a: texts }, { x: numbers, y: numbers, key: numbers }),
    expect: COMPILED,
  },
  {
    name: "catchall_dates",
    model: z.object({ a: z.string() }).catchall(z.date()),
    values: objects({ a: texts }, { x: fc.constant(new Date(0)), y: fc.constant(new Date(1e12)) }),
    expect: COMPILED,
  },
  {
    name: "empty_objects",
    model: z.object({ none: z.object({}), strict: z.strictObject({}), loose: z.looseObject({}) }),
    zod3: z3.object({
      none: z3.object({}),
      strict: z3.object({}).strict(),
      loose: z3.object({}).passthrough(),
    }),
    values: objects({ none: fc.constant({}), strict: fc.constant({}), loose: records(anyJson) }),
    expect: COMPILED,
  },
  {
    name: "odd_keys",
    model: z.object({
      "with space": z.string(),
      "with.dot": z.string(),
      "with/slash": z.string(),
      "🙂": z.string(),
      $ref: z.string(),
      "": z.string(),
      'quo"te': z.string(),
      constructor: z.string(),
      toString: z.string(),
      value: z.string(),
      variant: z.string(),
      ["long".repeat(40)]: z.string(),
      ["long".repeat(40) + "er"]: z.string(),
      with_space: z.string(),
    }),
    values: objects({
      "with space": texts,
      "with.dot": texts,
      "with/slash": texts,
      "🙂": texts,
      $ref: texts,
      "": texts,
      'quo"te': texts,
      constructor: texts,
      value: texts,
      variant: texts,
      ["long".repeat(40)]: texts,
      ["long".repeat(40) + "er"]: texts,
      with_space: texts,
      toString: texts,
    }),
    expect: COMPILED,
  },
  {
    name: "proto_key",
    model: z.object({
      ["__proto__"]: z.string().optional(),
      a: z.string(),
      map: z.record(z.string(), z.string()),
    }),
    values: objects({ a: texts, map: records(texts) }),
    expect: COMPILED,
  },
  {
    name: "metadata",
    model: z
      .object({
        title: z.string().meta({ title: "Title", description: "The title.", examples: ["A", "B"] }),
        address: z
          .object({ street: z.string() })
          .meta({ id: "CorpusAddress" })
          .describe("Where to send it."),
        billing: z.object({ street: z.string() }).meta({ id: "CorpusBilling" }),
      })
      .describe("A letter."),
    values: objects({
      title: texts,
      address: objects({ street: texts }),
      billing: objects({ street: texts }),
    }),
    expect: COMPILED,
  },
  {
    name: "shared",
    model: (() => {
      const address = z.object({
        street: z.string(),
        city: z.string(),
        zip: z.string().optional(),
      });
      return z.object({
        home: address.describe("Home."),
        work: address.optional(),
        others: z.array(address),
      });
    })(),
    zod3: (() => {
      const address = z3.object({
        street: z3.string(),
        city: z3.string(),
        zip: z3.string().optional(),
      });
      return z3.object({
        home: address.describe("Home."),
        work: address.optional(),
        others: z3.array(address),
      });
    })(),
    values: (() => {
      const address = objects({ street: texts, city: texts }, { zip: texts });
      return objects(
        { home: address, others: fc.array(address, { maxLength: 3 }) },
        { work: address },
      );
    })(),
    expect: COMPILED,
  },
  {
    name: "mini",
    model: mini.object({
      name: mini.string().check(mini.minLength(1)),
      age: mini.optional(mini.int()),
      tags: withDefault(mini.array(mini.string()), []),
      at: mini.nullable(mini.date()),
    }),
    values: objects(
      { name: fc.string({ minLength: 1 }), at: fc.option(fc.constant(new Date(0))) },
      { age: integers, tags: fc.array(texts, { maxLength: 3 }) },
    ),
    expect: COMPILED,
  },
  {
    name: "readonly_and_brand",
    model: z.object({
      id: z.string().brand<"id">(),
      list: z.array(z.number()).readonly(),
      inner: z.object({ a: z.date() }).readonly(),
    }),
    zod3: z3.object({
      id: z3.string().brand<"id">(),
      list: z3.array(z3.number()).readonly(),
      inner: z3.object({ a: z3.date() }).readonly(),
    }),
    values: objects({
      id: texts,
      list: fc.array(numbers, { maxLength: 3 }),
      inner: objects({ a: fc.constant(new Date(5)) }),
    }),
    expect: COMPILED,
  },
];
