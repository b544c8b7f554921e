import fc from "fast-check";
import { z } from "zod";
import { z as z3 } from "zod/v3";
import { COMPILED } from "./corpus-model.ts";
import type { CorpusModel } from "./corpus-model.ts";
import { anyJson, dates, numbers, objects, records, texts } from "./values.ts";

export const roots: readonly CorpusModel[] = [
  {
    name: "root_array",
    model: z.array(z.object({ at: z.date() })),
    zod3: z3.array(z3.object({ at: z3.date() })),
    values: fc.array(objects({ at: dates }), { maxLength: 3 }),
    expect: COMPILED,
  },
  { name: "root_string", model: z.string(), zod3: z3.string(), values: texts, expect: COMPILED },
  {
    name: "root_enum",
    model: z.enum(["a", "b"]),
    zod3: z3.enum(["a", "b"]),
    values: fc.constantFrom("a", "b"),
    expect: COMPILED,
  },
  {
    name: "root_number",
    model: z.number().min(0),
    zod3: z3.number().min(0),
    values: fc.nat(),
    expect: COMPILED,
  },
  {
    name: "root_boolean",
    model: z.boolean(),
    zod3: z3.boolean(),
    values: fc.boolean(),
    expect: COMPILED,
  },
  {
    name: "root_record",
    model: z.record(z.string(), z.number()),
    zod3: z3.record(z3.string(), z3.number()),
    values: records(numbers),
    expect: COMPILED,
  },
  { name: "root_any", model: z.any(), zod3: z3.any(), values: anyJson, expect: COMPILED },
  { name: "root_date", model: z.date(), zod3: z3.date(), values: dates, expect: COMPILED },
  {
    name: "root_nullable",
    model: z.object({ a: z.string() }).nullable(),
    zod3: z3.object({ a: z3.string() }).nullable(),
    values: fc.option(objects({ a: texts })),
    expect: COMPILED,
  },
  {
    name: "root_default",
    model: z.object({ a: z.string() }).default({ a: "x" }),
    zod3: z3.object({ a: z3.string() }).default({ a: "x" }),
    values: objects({ a: texts }),
    expect: COMPILED,
  },
  {
    name: "root_transform",
    model: z.object({ a: z.string() }).transform(({ a }) => a),
    zod3: z3.object({ a: z3.string() }).transform(({ a }) => a),
    values: objects({ a: texts }),
    expect: COMPILED,
  },
  {
    name: "root_tuple",
    model: z.tuple([z.string(), z.date()]),
    zod3: z3.tuple([z3.string(), z3.date()]),
    values: fc.tuple(texts, dates),
    expect: COMPILED,
  },
  {
    name: "root_empty",
    model: z.object({}),
    zod3: z3.object({}),
    values: fc.constant({}),
    expect: COMPILED,
  },
  {
    name: "root_null",
    model: z.null(),
    zod3: z3.null(),
    values: fc.constant(null),
    expect: COMPILED,
  },
];
