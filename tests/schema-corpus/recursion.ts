import fc from "fast-check";
import { z } from "zod";
import { z as z3 } from "zod/v3";
import { COMPILED, refused } from "./corpus-model.ts";
import type { CorpusModel } from "./corpus-model.ts";
import { dates, numbers, objects, records, texts } from "./values.ts";

const Category = z.object({
  name: z.string(),
  get children() {
    return z.array(Category);
  },
});

const Linked = z.object({
  value: z.date(),
  get next() {
    return Linked.nullable();
  },
});

interface Lazy {
  at: Date;
  children: Lazy[];
}
const LazyTree: z.ZodType<Lazy, Lazy> = z.lazy(() =>
  z.object({ at: z.date(), children: z.array(LazyTree) }),
);
const LazyTree3: z3.ZodType<Lazy> = z3.lazy(() =>
  z3.object({ at: z3.date(), children: z3.array(LazyTree3) }),
);

const Person = z.object({
  name: z.string(),
  get employer() {
    return Company.optional();
  },
});
const Company = z.object({
  title: z.string(),
  get staff() {
    return z.array(Person);
  },
});

type Expression = number | { op: string; left: Expression; right: Expression };
const Expression: z.ZodType<Expression, Expression> = z.lazy(() =>
  z.union([z.number(), z.object({ op: z.enum(["+", "-"]), left: Expression, right: Expression })]),
);

type Nested = string | Nested[];
const Nested: z.ZodType<Nested, Nested> = z.lazy(() => z.union([z.string(), z.array(Nested)]));

interface Folder {
  files: Record<string, Folder>;
}
const Folder: z.ZodType<Folder, Folder> = z.lazy(() =>
  z.object({ files: z.record(z.string(), Folder) }),
);

const Endless: z.ZodType<unknown, unknown> = z.lazy(() => z.object({ again: Endless }));

const { category, linked, lazy, person, expression, nested, folder } = fc.letrec((tie) => ({
  category: objects({
    name: texts,
    children: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constant([]),
      fc.array(tie("category"), { maxLength: 2 }),
    ),
  }),
  linked: objects({
    value: dates,
    next: fc.oneof({ depthSize: "small" }, fc.constant(null), tie("linked")),
  }),
  lazy: objects({
    at: dates,
    children: fc.oneof(
      { depthSize: "small" },
      fc.constant([]),
      fc.array(tie("lazy"), { maxLength: 2 }),
    ),
  }),
  person: objects(
    { name: texts },
    {
      employer: fc.oneof(
        { depthSize: "small" },
        objects({ title: texts, staff: fc.constant([]) }),
        objects({ title: texts, staff: fc.array(tie("person"), { maxLength: 2 }) }),
      ),
    },
  ),
  expression: fc.oneof(
    { depthSize: "small", maxDepth: 6 },
    numbers,
    objects({ op: fc.constantFrom("+", "-"), left: tie("expression"), right: tie("expression") }),
  ),
  nested: fc.oneof(
    { depthSize: "small", maxDepth: 5 },
    texts,
    fc.array(tie("nested"), { maxLength: 2 }),
  ),
  folder: objects({
    files: fc.oneof({ depthSize: "small" }, fc.constant({}), records(tie("folder"))),
  }),
}));

export const recursion: readonly CorpusModel[] = [
  { name: "tree_by_getter", model: Category, values: category, expect: COMPILED },
  { name: "linked_list", model: Linked, values: linked, expect: COMPILED },
  { name: "tree_by_lazy", model: LazyTree, zod3: LazyTree3, values: lazy, expect: COMPILED },
  {
    name: "mutual",
    model: z.object({ root: Person }),
    values: objects({ root: person }),
    expect: COMPILED,
  },
  { name: "expression", model: Expression, values: expression, expect: COMPILED },
  {
    name: "nested_lists",
    model: z.object({ list: Nested }),
    values: objects({ list: nested }),
    expect: COMPILED,
  },
  { name: "recursive_record", model: Folder, values: folder, expect: COMPILED },
  { name: "endless", model: Endless, values: fc.constant({}), expect: refused("E_REQUIRED_CYCLE") },
];
