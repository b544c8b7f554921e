import fc from "fast-check";
import { z } from "zod";
import { z as z3 } from "zod/v3";
import { COMPILED, refused } from "./corpus-model.ts";
import type { CorpusModel } from "./corpus-model.ts";
import { anyJson, dates, integers, numbers, objects, texts } from "./values.ts";

/** As TypeScript compiles `enum`: a numeric one lists its names beside its numbers. */
const Color = { Red: "red", Green: "green" } as const;
const Level = { Low: 0, High: 1, 0: "Low", 1: "High" } as const;

export const scalars: readonly CorpusModel[] = [
  {
    name: "flat",
    model: z.object({ name: z.string(), age: z.int(), height: z.number(), member: z.boolean() }),
    zod3: z3.object({
      name: z3.string(),
      age: z3.number().int(),
      height: z3.number(),
      member: z3.boolean(),
    }),
    values: objects({ name: texts, age: integers, height: numbers, member: fc.boolean() }),
    expect: COMPILED,
  },
  {
    name: "enums",
    model: z.object({
      plain: z.enum(["a", "B", "c d"]),
      native: z.enum(Color),
      numeric: z.enum(Level),
      one: z.enum(["only"]),
    }),
    zod3: z3.object({
      plain: z3.enum(["a", "B", "c d"]),
      native: z3.nativeEnum(Color),
      numeric: z3.nativeEnum(Level),
      one: z3.enum(["only"]),
    }),
    values: objects({
      plain: fc.constantFrom("a", "B", "c d"),
      native: fc.constantFrom("red", "green"),
      numeric: fc.constantFrom(0, 1),
      one: fc.constant("only"),
    }),
    expect: COMPILED,
  },
  {
    name: "literals",
    model: z.object({
      text: z.literal("x"),
      number: z.literal(3),
      yes: z.literal(true),
      no: z.literal(false),
      nothing: z.literal(null),
      mixed: z.literal(["a", 1, true, null]),
      big: z.literal(12345678901234567890n),
      empty: z.literal(["", "full"]),
    }),
    values: objects({
      text: fc.constant("x"),
      number: fc.constant(3),
      yes: fc.constant(true),
      no: fc.constant(false),
      nothing: fc.constant(null),
      mixed: fc.constantFrom("a", 1, true, null),
      big: fc.constant(12345678901234567890n),
      empty: fc.constantFrom("", "full"),
    }),
    expect: COMPILED,
  },
  {
    name: "undefined_literal",
    model: z.object({
      kept: z.string(),
      gone: z.undefined(),
      void: z.void(),
      maybe: z.literal(["a", undefined]),
    }),
    values: objects({
      kept: texts,
      gone: fc.constant(undefined),
      void: fc.constant(undefined),
      maybe: fc.constantFrom("a", undefined),
    }),
    expect: COMPILED,
  },
  {
    name: "number_edges",
    model: z.object({
      positive: z.number().positive(),
      percent: z.number().min(0).max(100),
      open: z.number().gt(0).lt(1),
      int32: z.int32(),
      uint32: z.uint32(),
      float: z.float32(),
      safe: z.number().int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER),
      even: z.int().multipleOf(2),
      cents: z.number().multipleOf(0.25),
      finite: z.number(),
    }),
    values: objects({
      positive: fc.double({ min: 1e-9, noNaN: true, noDefaultInfinity: true }),
      percent: fc.integer({ min: 0, max: 100 }),
      open: fc.constantFrom(0.1, 0.5, 0.999),
      int32: integers,
      uint32: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      float: fc.constantFrom(0.5, -2, 1024),
      safe: fc.maxSafeInteger().map((value) => (value === 0 ? 0 : value)),
      even: fc.integer({ min: -1000, max: 1000 }).map((value) => value * 2),
      cents: fc.integer({ min: -1000, max: 1000 }).map((value) => value * 0.25),
      finite: numbers,
    }),
    expect: COMPILED,
  },
  {
    name: "bigint",
    model: z.object({ id: z.bigint(), signed: z.int64(), small: z.bigint().min(0n).max(10n) }),
    zod3: z3.object({ id: z3.bigint(), signed: z3.bigint(), small: z3.bigint().min(0n).max(10n) }),
    values: objects({
      id: fc.bigInt(),
      signed: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      small: fc.bigInt({ min: 0n, max: 10n }),
    }),
    expect: COMPILED,
  },
  {
    name: "dates",
    model: z.object({ at: z.date(), since: z.date().min(new Date("2000-01-01")).optional() }),
    zod3: z3.object({ at: z3.date(), since: z3.date().min(new Date("2000-01-01")).optional() }),
    values: objects(
      { at: dates },
      { since: dates.filter((date) => date >= new Date("2000-01-01")) },
    ),
    expect: COMPILED,
  },
  {
    name: "coercion",
    model: z.object({
      number: z.coerce.number(),
      text: z.coerce.string(),
      flag: z.coerce.boolean(),
      big: z.coerce.bigint(),
      at: z.coerce.date(),
    }),
    zod3: z3.object({
      number: z3.coerce.number(),
      text: z3.coerce.string(),
      flag: z3.coerce.boolean(),
      big: z3.coerce.bigint(),
      at: z3.coerce.date(),
    }),
    values: objects({
      number: fc.oneof(numbers, fc.constantFrom("12", " 3.5 ", true)),
      text: fc.oneof(texts, fc.integer(), fc.boolean()),
      flag: fc.oneof(fc.boolean(), fc.constantFrom("", "no", 0, 1)),
      big: fc.oneof(fc.bigInt(), fc.constantFrom("12", 7)),
      at: fc.oneof(dates, fc.constantFrom("2026-01-31", 0)),
    }),
    expect: COMPILED,
  },
  {
    name: "stringbool",
    model: z.object({
      plain: z.stringbool(),
      own: z.stringbool({ truthy: ["oui"], falsy: ["non"], case: "sensitive" }),
    }),
    values: objects({
      plain: fc.constantFrom("true", "YES", "off", "0"),
      own: fc.constantFrom("oui", "non"),
    }),
    expect: COMPILED,
  },
  {
    name: "anything",
    model: z.object({
      any: z.any(),
      unknown: z.unknown(),
      json: z.json(),
      perhaps: z.json().optional(),
    }),
    zod3: z3.object({
      any: z3.any(),
      unknown: z3.unknown(),
      json: z3.any(),
      perhaps: z3.any().optional(),
    }),
    values: objects({ any: anyJson, unknown: anyJson, json: anyJson }, { perhaps: anyJson }),
    expect: COMPILED,
  },
  {
    name: "nan",
    model: z.object({ either: z.union([z.number(), z.nan()]) }),
    values: objects({ either: numbers }),
    expect: COMPILED,
  },
  {
    name: "nan_alone",
    model: z.object({ x: z.nan() }),
    values: fc.constant({}),
    expect: refused("E_NOT_JSON", "x"),
  },
  {
    name: "file",
    model: z.object({ scan: z.file() }),
    values: fc.constant({}),
    expect: refused("E_NOT_JSON", "scan"),
  },
  {
    name: "function",
    model: z.object({ run: z.function() }),
    values: fc.constant({}),
    expect: refused("E_NOT_JSON", "run"),
  },
  {
    name: "instance",
    model: z.object({ items: z.array(z.instanceof(URL)).min(1) }),
    values: fc.constant({}),
    expect: refused("E_NOT_JSON", "items", "[]"),
  },
  {
    name: "custom",
    model: z.object({ size: z.custom<`${number}px`>((value) => typeof value === "string") }),
    values: fc.constant({}),
    expect: refused("E_NOT_JSON", "size"),
  },
  {
    name: "custom_described",
    model: z.object({
      size: z
        .custom<`${number}px`>((value) => /^\d+px$/.test(String(value)))
        .meta({ type: "string", pattern: "^[0-9]+px$" }),
    }),
    values: objects({ size: fc.nat().map((value) => `${value}px`) }),
    expect: COMPILED,
  },
  {
    name: "symbol",
    model: z.object({ tag: z.symbol() }),
    zod3: z3.object({ tag: z3.symbol() }),
    values: fc.constant({}),
    expect: refused("E_NOT_JSON", "tag"),
  },
  {
    name: "dispensable",
    model: z.object({
      name: z.string(),
      run: z.function().optional(),
      file: z.union([z.string(), z.file()]),
    }),
    values: objects({ name: texts, file: texts }),
    expect: COMPILED,
  },
  {
    name: "never",
    model: z.object({ no: z.never() }),
    zod3: z3.object({ no: z3.never() }),
    values: fc.constant({}),
    expect: refused("E_NEVER", "no"),
  },
  {
    name: "never_optional",
    model: z.object({ yes: z.string(), no: z.never().optional() }),
    zod3: z3.object({ yes: z3.string(), no: z3.never().optional() }),
    values: objects({ yes: texts }),
    expect: COMPILED,
  },
];
