import fc from "fast-check";
import { z } from "zod";
import { z as z3 } from "zod/v3";
import { COMPILED } from "./corpus-model.ts";
import type { CorpusModel } from "./corpus-model.ts";
import { anyJson, dates, numbers, objects, texts } from "./values.ts";

const isoDate = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

export const effects: readonly CorpusModel[] = [
  {
    name: "codecs",
    model: z.object({
      at: isoDate,
      maybe: isoDate.optional(),
      list: z.array(isoDate),
      numeric: z.codec(z.string().regex(/^\d+$/), z.number(), { decode: Number, encode: String }),
    }),
    values: (() => {
      const iso = dates.map((date) => date.toISOString());
      return objects(
        { at: iso, list: fc.array(iso, { maxLength: 2 }), numeric: fc.nat().map(String) },
        { maybe: iso },
      );
    })(),
    expect: COMPILED,
  },
  {
    name: "transforms",
    model: z.object({
      length: z.string().transform((text) => text.length),
      wrapped: z.object({ a: z.number() }).transform((value) => [value]),
      defaulted: z.string().transform(Number).default(3),
      piped: z.string().transform(Number).pipe(z.number()),
    }),
    zod3: z3.object({
      length: z3.string().transform((text) => text.length),
      wrapped: z3.object({ a: z3.number() }).transform((value) => [value]),
      defaulted: z3.string().transform(Number).default("3"),
      piped: z3.string().transform(Number).pipe(z3.number()),
    }),
    values: objects(
      { length: texts, wrapped: objects({ a: numbers }), piped: fc.nat().map(String) },
      { defaulted: fc.nat().map(String) },
    ),
    expect: COMPILED,
  },
  {
    name: "bare_transform",
    model: z.object({ x: z.transform((value) => value), y: z.unknown().transform(String) }),
    values: objects({ x: anyJson, y: texts }),
    expect: COMPILED,
  },
  {
    name: "preprocess",
    model: z.object({
      amount: z.preprocess((value) => (value === "" ? undefined : value), z.number().optional()),
      list: z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(z.string())),
    }),
    zod3: z3.object({
      amount: z3.preprocess((value) => (value === "" ? undefined : value), z3.number().optional()),
      list: z3.preprocess(
        (value) => (Array.isArray(value) ? value : [value]),
        z3.array(z3.string()),
      ),
    }),
    values: objects({ list: fc.array(texts, { maxLength: 3 }) }, { amount: numbers }),
    expect: COMPILED,
  },
  {
    name: "pipes",
    model: z.object({
      number: z.string().pipe(z.coerce.number()),
      any: z.any().pipe(z.object({ a: z.string() })),
      date: z.iso.date().pipe(z.coerce.date()),
    }),
    values: objects({
      number: fc.nat().map(String),
      any: objects({ a: texts }),
      date: fc.constant("2026-01-31"),
    }),
    expect: COMPILED,
  },
  {
    name: "refinements",
    model: z
      .object({
        from: z.int(),
        to: z.int(),
        even: z.int().refine((value) => value % 2 === 0, "must be even"),
      })
      .refine(({ from, to }) => from <= to, { message: "from after to", path: ["to"] })
      .superRefine(() => {}),
    zod3: z3
      .object({
        from: z3.number().int(),
        to: z3.number().int(),
        even: z3
          .number()
          .int()
          .refine((value) => value % 2 === 0, "must be even"),
      })
      .refine(({ from, to }) => from <= to, { message: "from after to", path: ["to"] })
      .superRefine(() => {}),
    values: fc
      .tuple(fc.integer(), fc.nat(), fc.integer({ min: -99, max: 99 }))
      .map(([from, span, half]) => ({ from, to: from + span, even: half * 2 })),
    expect: COMPILED,
  },
  {
    name: "async_refinement",
    model: z.object({ id: z.string().refine(async (id) => id.length < 100) }),
    zod3: z3.object({ id: z3.string().refine(async (id) => id.length < 100) }),
    values: objects({ id: fc.string({ maxLength: 20 }) }),
    expect: COMPILED,
  },
];
