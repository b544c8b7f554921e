import fc from "fast-check";
import { z } from "zod";
import { z as z3 } from "zod/v3";
import { COMPILED } from "./corpus-model.ts";
import type { CorpusModel } from "./corpus-model.ts";
import { dates, numbers, objects, texts } from "./values.ts";

type Values = [string, ...string[]];

function values(count: number, make: (index: number) => string): Values {
  return [make(0), ...Array.from({ length: count - 1 }, (_, index) => make(index + 1))];
}

const six = values(600, (index) => `value_${index}`);
const many = values(1500, (index) => `Value ${index}`);
const long = values(300, (index) => `${index} ${"long ".repeat(14)}`);

function nest(levels: number): z.ZodType {
  return levels === 0
    ? z.object({ leaf: z.date() })
    : z.object({ [`level_${levels}`]: nest(levels - 1), note: z.string().optional() });
}
function nest3(levels: number): z3.ZodTypeAny {
  return levels === 0
    ? z3.object({ leaf: z3.date() })
    : z3.object({ [`level_${levels}`]: nest3(levels - 1), note: z3.string().optional() });
}
function nestValues(levels: number): fc.Arbitrary<unknown> {
  return levels === 0
    ? objects({ leaf: dates })
    : objects({ [`level_${levels}`]: nestValues(levels - 1) }, { note: texts });
}

function fields<T>(count: number, make: (index: number) => T): Record<string, T> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`field_${index}`, make(index)]),
  );
}

export const large: readonly CorpusModel[] = [
  {
    name: "enum_600",
    model: z.object({ e: z.enum(six) }),
    zod3: z3.object({ e: z3.enum(six) }),
    values: objects({ e: fc.constantFrom(...six) }),
    expect: COMPILED,
  },
  {
    name: "enum_1500",
    model: z.object({ e: z.enum(many), f: z.enum(["a", "b"]) }),
    zod3: z3.object({ e: z3.enum(many), f: z3.enum(["a", "b"]) }),
    values: objects({ e: fc.constantFrom(...many), f: fc.constantFrom("a", "b") }),
    expect: COMPILED,
  },
  {
    name: "enum_long",
    model: z.object({ e: z.enum(long) }),
    values: objects({ e: fc.constantFrom(...long) }),
    expect: COMPILED,
  },
  { name: "deep_12", model: nest(12), zod3: nest3(12), values: nestValues(12), expect: COMPILED },
  {
    name: "wide_120",
    model: z.object(fields(120, () => z.string())),
    zod3: z3.object(fields(120, () => z3.string())),
    values: objects(fields(120, () => fc.constantFrom("", "x"))),
    expect: COMPILED,
  },
  {
    name: "optional_40",
    model: z.object(
      fields(40, (index) =>
        index % 3 === 0
          ? z.array(z.string()).optional()
          : index % 3 === 1
            ? z.number().nullish()
            : z.string().optional(),
      ),
    ),
    zod3: z3.object(
      fields(40, (index) =>
        index % 3 === 0
          ? z3.array(z3.string()).optional()
          : index % 3 === 1
            ? z3.number().nullish()
            : z3.string().optional(),
      ),
    ),
    values: objects(
      {},
      fields(40, (index) =>
        index % 3 === 0
          ? fc.array(texts, { maxLength: 2 })
          : index % 3 === 1
            ? fc.option(numbers)
            : texts,
      ),
    ),
    expect: COMPILED,
  },
  {
    name: "unions_25",
    model: z.object(
      fields(25, (index) =>
        index % 2 === 0
          ? z.union([z.string(), z.number(), z.date()])
          : z.union([z.string(), z.boolean(), z.null()]),
      ),
    ),
    values: objects(
      fields(25, (index) =>
        index % 2 === 0
          ? fc.oneof(texts, numbers, dates)
          : fc.oneof(texts, fc.boolean(), fc.constant(null)),
      ),
    ),
    expect: COMPILED,
  },
  {
    name: "nullable_30",
    model: z.object(fields(30, () => z.string().nullable())),
    values: objects(fields(30, () => fc.option(texts))),
    expect: COMPILED,
  },
  {
    name: "nullable_defaults_20",
    model: z.object(fields(20, () => z.number().nullable().default(7))),
    values: objects(
      {},
      fields(20, () => fc.option(numbers)),
    ),
    expect: COMPILED,
  },
];
