import fc from "fast-check";
import { z } from "zod";
import { z as z3 } from "zod/v3";
import { COMPILED } from "./corpus-model.ts";
import type { CorpusModel } from "./corpus-model.ts";
import { dates, integers, numbers, objects, records, texts } from "./values.ts";

const circle = objects({ kind: fc.constant("circle"), radius: numbers });
const square = objects({ kind: fc.constant("square"), side: numbers }, { label: texts });

export const unions: readonly CorpusModel[] = [
  {
    name: "discriminated",
    model: z.object({
      shape: z.discriminatedUnion("kind", [
        z.object({ radius: z.number(), kind: z.literal("circle") }),
        z.object({ kind: z.literal("square"), side: z.number(), label: z.string().optional() }),
      ]),
    }),
    zod3: z3.object({
      shape: z3.discriminatedUnion("kind", [
        z3.object({ radius: z3.number(), kind: z3.literal("circle") }),
        z3.object({ kind: z3.literal("square"), side: z3.number(), label: z3.string().optional() }),
      ]),
    }),
    values: objects({ shape: fc.oneof(circle, square) }),
    expect: COMPILED,
  },
  {
    name: "discriminated_boolean",
    model: z.discriminatedUnion("ok", [
      z.object({ ok: z.literal(true), at: z.date() }),
      z.object({ ok: z.literal(false), error: z.string() }),
    ]),
    zod3: z3.discriminatedUnion("ok", [
      z3.object({ ok: z3.literal(true), at: z3.date() }),
      z3.object({ ok: z3.literal(false), error: z3.string() }),
    ]),
    values: fc.oneof(
      objects({ ok: fc.constant(true), at: dates }),
      objects({ ok: fc.constant(false), error: texts }),
    ),
    expect: COMPILED,
  },
  {
    name: "discriminated_nested",
    model: z.object({
      event: z.discriminatedUnion("type", [
        z.object({
          type: z.literal("a"),
          inner: z.discriminatedUnion("sub", [
            z.object({ sub: z.literal(1), x: z.string() }),
            z.object({ sub: z.literal(2), y: z.number() }),
          ]),
        }),
        z.object({ type: z.enum(["b", "c"]), z: z.boolean() }),
      ]),
    }),
    values: objects({
      event: fc.oneof(
        objects({
          type: fc.constant("a"),
          inner: fc.oneof(
            objects({ sub: fc.constant(1), x: texts }),
            objects({ sub: fc.constant(2), y: numbers }),
          ),
        }),
        objects({ type: fc.constantFrom("b", "c"), z: fc.boolean() }),
      ),
    }),
    expect: COMPILED,
  },
  {
    name: "plain_unions",
    model: z.object({
      scalar: z.union([z.string(), z.number(), z.boolean(), z.null()]),
      mixed: z.union([z.string(), z.array(z.string()), z.object({ text: z.string() })]),
      nested: z.union([
        z.union([z.literal("a"), z.literal("b")]),
        z.union([z.number(), z.literal("c")]),
      ]),
    }),
    zod3: z3.object({
      scalar: z3.union([z3.string(), z3.number(), z3.boolean(), z3.null()]),
      mixed: z3.union([z3.string(), z3.array(z3.string()), z3.object({ text: z3.string() })]),
      nested: z3.union([
        z3.union([z3.literal("a"), z3.literal("b")]),
        z3.union([z3.number(), z3.literal("c")]),
      ]),
    }),
    values: objects({
      scalar: fc.oneof(texts, numbers, fc.boolean(), fc.constant(null)),
      mixed: fc.oneof(texts, fc.array(texts, { maxLength: 3 }), objects({ text: texts })),
      nested: fc.oneof(fc.constantFrom("a", "b", "c"), numbers),
    }),
    expect: COMPILED,
  },
  {
    name: "same_first_key",
    model: z.object({
      item: z.union([
        z.object({ name: z.string(), price: z.number() }),
        z.object({ name: z.string(), rate: z.number() }),
        z.object({ name: z.string(), rate: z.number(), price: z.date() }),
      ]),
    }),
    zod3: z3.object({
      item: z3.union([
        z3.object({ name: z3.string(), price: z3.number() }),
        z3.object({ name: z3.string(), rate: z3.number() }),
        z3.object({ name: z3.string(), rate: z3.number(), price: z3.date() }),
      ]),
    }),
    values: objects({
      item: fc.oneof(
        objects({ name: texts, price: numbers }),
        objects({ name: texts, rate: numbers }),
        objects({ name: texts, rate: numbers, price: dates }),
      ),
    }),
    expect: COMPILED,
  },
  {
    name: "overlapping_on_the_wire",
    model: z.object({
      date: z.union([z.date(), z.string()]),
      bigint: z.union([z.bigint(), z.string()]),
      set: z.union([z.set(z.string()), z.array(z.string())]),
      all: z.union([z.date(), z.bigint(), z.stringbool(), z.boolean(), z.number()]),
      record: z.union([
        z.record(z.string(), z.number()),
        z.array(z.object({ key: z.string(), value: z.number() })),
      ]),
    }),
    values: objects({
      date: fc.oneof(dates, texts, fc.constant("2026-01-31T00:00:00.000Z")),
      bigint: fc.oneof(fc.bigInt(), texts, fc.constant("12")),
      set: fc.oneof(
        fc.array(texts, { maxLength: 3 }),
        fc.array(texts, { maxLength: 3 }).map((list) => new Set(list)),
      ),
      all: fc.oneof(dates, fc.bigInt(), fc.constantFrom("true", "off"), fc.boolean(), numbers),
      record: fc.oneof(
        records(numbers),
        fc.array(objects({ key: texts, value: numbers }), { maxLength: 2 }),
      ),
    }),
    expect: COMPILED,
  },
  {
    name: "overlapping_objects",
    model: z.object({
      either: z.union([
        z.object({ a: z.date(), b: z.string().optional() }),
        z.object({ a: z.string(), b: z.string().optional() }),
      ]),
    }),
    values: objects({
      either: fc.oneof(objects({ a: dates }, { b: texts }), objects({ a: texts }, { b: texts })),
    }),
    expect: COMPILED,
  },
  {
    name: "exclusive",
    model: z.object({
      only: z.xor([z.object({ card: z.string() }), z.object({ iban: z.string() })]),
    }),
    values: objects({ only: fc.oneof(objects({ card: texts }), objects({ iban: texts })) }),
    expect: COMPILED,
  },
  {
    name: "root_union",
    model: z.union([z.object({ a: z.string() }), z.object({ b: z.number() }), z.null()]),
    zod3: z3.union([z3.object({ a: z3.string() }), z3.object({ b: z3.number() }), z3.null()]),
    values: fc.oneof(objects({ a: texts }), objects({ b: numbers }), fc.constant(null)),
    expect: COMPILED,
  },
  {
    name: "enum_or_text",
    model: z.object({
      status: z.union([z.enum(["Open", "closed"]), z.string()]),
      n: z.union([z.int(), z.enum(["many"])]),
    }),
    values: objects({
      status: fc.oneof(fc.constantFrom("Open", "closed", "OPEN"), texts),
      n: fc.oneof(integers, fc.constant("many")),
    }),
    expect: COMPILED,
  },
  {
    name: "union_of_nullables",
    model: z.object({ a: z.union([z.string().nullable(), z.number().nullable()]).optional() }),
    values: objects({}, { a: fc.oneof(texts, numbers, fc.constant(null)) }),
    expect: COMPILED,
  },
  {
    name: "many_branches",
    model: z.object({
      step: z.union(
        Array.from({ length: 20 }, (_, index) =>
          z.object({ [`only_${index}`]: z.string(), shared: z.number() }),
        ),
      ),
    }),
    values: objects({
      step: fc.nat(19).chain((index) => objects({ [`only_${index}`]: texts, shared: numbers })),
    }),
    expect: COMPILED,
  },
  {
    name: "intersections",
    model: z.object({
      plain: z.intersection(z.object({ a: z.string() }), z.object({ b: z.number() })),
      overlapping: z.intersection(
        z.object({ a: z.string().min(2) }),
        z.object({ a: z.string().max(4), c: z.date().optional() }),
      ),
      distributed: z.intersection(
        z.object({ id: z.string() }),
        z.union([z.object({ x: z.number() }), z.object({ y: z.boolean() })]),
      ),
      strict: z.intersection(z.strictObject({ a: z.string() }), z.strictObject({ b: z.string() })),
      record: z.intersection(z.object({ a: z.number() }), z.record(z.string(), z.number())),
    }),
    values: objects({
      plain: objects({ a: texts, b: numbers }),
      overlapping: objects({ a: fc.constantFrom("ab", "abcd") }, { c: dates }),
      distributed: fc.oneof(
        objects({ id: texts, x: numbers }),
        objects({ id: texts, y: fc.boolean() }),
      ),
      strict: objects({ a: texts, b: texts }),
      record: objects({ a: numbers }, { b: numbers, "x/y": numbers }),
    }),
    expect: COMPILED,
  },
];
