import fc from "fast-check";
import { z } from "zod";
import { z as z3 } from "zod/v3";
import { COMPILED } from "./corpus-model.ts";
import type { CorpusModel } from "./corpus-model.ts";
import { anyJson, dates, keys, numbers, objects, records, texts } from "./values.ts";

const digits = fc.integer({ min: -999, max: 999 }).map(String);

export const containers: readonly CorpusModel[] = [
  {
    name: "arrays",
    model: z.object({
      any: z.array(z.string()),
      bounded: z.array(z.number()).min(1).max(5),
      exact: z.array(z.boolean()).length(2),
      nonempty: z.array(z.object({ at: z.date() })).nonempty(),
      nested: z.array(z.array(z.int())),
    }),
    zod3: z3.object({
      any: z3.array(z3.string()),
      bounded: z3.array(z3.number()).min(1).max(5),
      exact: z3.array(z3.boolean()).length(2),
      nonempty: z3.array(z3.object({ at: z3.date() })).nonempty(),
      nested: z3.array(z3.array(z3.number().int())),
    }),
    values: objects({
      any: fc.array(texts, { maxLength: 3 }),
      bounded: fc.array(numbers, { minLength: 1, maxLength: 5 }),
      exact: fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }),
      nonempty: fc.array(objects({ at: dates }), { minLength: 1, maxLength: 2 }),
      nested: fc.array(fc.array(fc.integer(), { maxLength: 2 }), { maxLength: 2 }),
    }),
    expect: COMPILED,
  },
  {
    name: "undefined_items",
    model: z.object({ list: z.array(z.string().optional()), both: z.array(z.string().nullish()) }),
    values: objects({
      list: fc.array(fc.option(texts, { nil: undefined }), { maxLength: 3 }),
      both: fc.array(fc.constantFrom("x", null, undefined), { maxLength: 3 }),
    }),
    expect: COMPILED,
  },
  {
    name: "tuples",
    model: z.object({
      pair: z.tuple([z.string(), z.number()]),
      rest: z.tuple([z.string()], z.date()),
      tail: z.tuple([z.string(), z.number().optional(), z.string().nullable().optional()]),
      empty: z.tuple([]),
      dates: z.tuple([z.date(), z.date()]),
    }),
    values: objects({
      pair: fc.tuple(texts, numbers),
      rest: fc
        .tuple(texts, fc.array(dates, { maxLength: 2 }))
        .map(([first, rest]) => [first, ...rest]),
      tail: fc.oneof(
        fc.tuple(texts),
        fc.tuple(texts, numbers),
        fc.tuple(texts, numbers, fc.option(texts)),
      ),
      empty: fc.constant([]),
      dates: fc.tuple(dates, dates),
    }),
    expect: COMPILED,
  },
  {
    name: "zod3_tuples",
    model: z.object({
      pair: z.tuple([z.string(), z.number()]),
      rest: z.tuple([z.string()], z.date()),
    }),
    zod3: z3.object({
      pair: z3.tuple([z3.string(), z3.number()]),
      rest: z3.tuple([z3.string()]).rest(z3.date()),
    }),
    values: objects({
      pair: fc.tuple(texts, numbers),
      rest: fc
        .tuple(texts, fc.array(dates, { maxLength: 2 }))
        .map(([first, rest]) => [first, ...rest]),
    }),
    expect: COMPILED,
  },
  {
    name: "records",
    model: z.object({
      plain: z.record(z.string(), z.number()),
      objects: z.record(z.string(), z.object({ at: z.date() })),
      any: z.record(z.string(), z.any()),
      regex: z.record(z.string().regex(/^[a-z]+$/), z.string()),
      nested: z.record(z.string(), z.record(z.string(), z.boolean())),
      integers: z.record(z.string().regex(/^\d+$/), z.string()),
    }),
    zod3: z3.object({
      plain: z3.record(z3.string(), z3.number()),
      objects: z3.record(z3.string(), z3.object({ at: z3.date() })),
      any: z3.record(z3.string(), z3.any()),
      regex: z3.record(z3.string().regex(/^[a-z]+$/), z3.string()),
      nested: z3.record(z3.string(), z3.record(z3.string(), z3.boolean())),
      integers: z3.record(z3.string().regex(/^\d+$/), z3.string()),
    }),
    values: objects({
      plain: records(numbers),
      objects: records(objects({ at: dates })),
      any: records(anyJson),
      regex: records(texts, fc.stringMatching(/^[a-z]{1,5}$/)),
      nested: records(records(fc.boolean())),
      integers: records(texts, fc.nat(99).map(String)),
    }),
    expect: COMPILED,
  },
  {
    name: "record_keys",
    model: z.object({
      enum: z.record(z.enum(["a", "b"]), z.number()),
      partial: z.partialRecord(z.enum(["a", "b"]), z.date()),
      literals: z.record(z.literal(["x", "y/z"]), z.string().optional()),
      numeric: z.record(z.number(), z.string()),
      integer: z.record(z.int(), z.string()),
    }),
    values: objects({
      enum: objects({ a: numbers, b: numbers }),
      partial: objects({}, { a: dates, b: dates }),
      literals: objects({}, { x: texts, "y/z": texts }),
      numeric: records(texts, fc.oneof(digits, fc.constant("1.5"))),
      integer: records(texts, digits),
    }),
    expect: COMPILED,
  },
  {
    name: "zod3_enum_record",
    model: z.object({ map: z.partialRecord(z.enum(["a", "b"]), z.number()) }),
    zod3: z3.object({ map: z3.record(z3.enum(["a", "b"]), z3.number()) }),
    values: objects({ map: objects({}, { a: numbers, b: numbers }) }),
    expect: COMPILED,
  },
  {
    name: "loose_records",
    model: z.object({
      prefixed: z.looseRecord(z.string().regex(/^x-/), z.number()),
      named: z.looseRecord(z.enum(["a"]), z.number()),
    }),
    values: objects({
      prefixed: objects({}, { "x-1": numbers, "x-2": numbers, other: anyJson }),
      named: objects({ a: numbers }, { other: anyJson }),
    }),
    expect: COMPILED,
  },
  {
    name: "maps_and_sets",
    model: z.object({
      map: z.map(z.string(), z.number()),
      odd: z.map(z.object({ id: z.int() }), z.date()),
      set: z.set(z.string()),
      dates: z.set(z.bigint()).min(1).max(3),
      inMap: z.map(z.bigint(), z.set(z.boolean())),
    }),
    zod3: z3.object({
      map: z3.map(z3.string(), z3.number()),
      odd: z3.map(z3.object({ id: z3.number().int() }), z3.date()),
      set: z3.set(z3.string()),
      dates: z3.set(z3.bigint()).min(1).max(3),
      inMap: z3.map(z3.bigint(), z3.set(z3.boolean())),
    }),
    values: objects({
      map: fc.array(fc.tuple(keys, numbers), { maxLength: 3 }).map((entries) => new Map(entries)),
      odd: fc
        .array(fc.tuple(objects({ id: fc.integer() }), dates), { maxLength: 2 })
        .map((entries) => new Map(entries)),
      set: fc.array(texts, { maxLength: 3 }).map((items) => new Set(items)),
      dates: fc.array(fc.bigInt(), { minLength: 1, maxLength: 3 }).map((items) => new Set(items)),
      inMap: fc
        .array(fc.tuple(fc.bigInt(), fc.array(fc.boolean())), { maxLength: 2 })
        .map((entries) => new Map(entries.map(([key, items]) => [key, new Set(items)]))),
    }),
    expect: COMPILED,
  },
  {
    name: "bounded_arrays",
    model: z.object(
      Object.fromEntries(
        Array.from({ length: 30 }, (_, index) => [
          `list_${index}`,
          z.array(z.string()).max(index * 10 + 1),
        ]),
      ),
    ),
    values: objects(
      Object.fromEntries(
        Array.from({ length: 30 }, (_, index) => [
          `list_${index}`,
          fc.array(texts, { maxLength: 1 }),
        ]),
      ),
    ),
    expect: COMPILED,
  },
];
