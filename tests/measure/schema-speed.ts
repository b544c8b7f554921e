import fc from "fast-check";
import { z } from "zod";
import { compileResponseModel } from "../../src/schema/compile.ts";
import { DIALECTS } from "../../src/schema/dialect.ts";
import type { CorpusModel } from "../schema-corpus/corpus-model.ts";
import { sent } from "./wire-validator.ts";

const plain = z.object({
  id: z.string(),
  status: z.enum(["open", "closed"]),
  total: z.number(),
  paid: z.boolean(),
  note: z.string().optional(),
  tags: z.array(z.string()),
  customer: z.object({ name: z.string(), email: z.string().optional(), age: z.int() }),
  lines: z.array(z.object({ sku: z.string(), quantity: z.int(), price: z.number() })),
});

const rich = z.object({
  id: z.string(),
  at: z.date(),
  labels: z.set(z.string()),
  scores: z.record(z.string(), z.number()),
  lines: z.array(z.object({ sku: z.string(), quantity: z.int(), price: z.number() })),
});

const lines = [
  { sku: "a-1", quantity: 1, price: 2.5 },
  { sku: "b-2", quantity: 3, price: 4 },
];

const VALUES = 2000;

/** What raising costs beside a bare parse, in microseconds of the best of several rounds over distinct values. */
export function measureSpeed(): void {
  report("plain", plain, (index) => ({
    id: `invoice-${index}`,
    status: "open",
    total: index,
    paid: true,
    ...(index % 3 > 0 && { note: "a note" }),
    tags: ["a", "b"],
    customer: { name: "Alice", ...(index % 2 > 0 && { email: "a@example.com" }), age: 30 },
    lines,
  }));
  report("date, set and record", rich, (index) => ({
    id: `invoice-${index}`,
    at: new Date(1e12 + index),
    labels: new Set(["a", "b", "c"]),
    scores: { a: 1, b: 2, c: index },
    lines,
  }));
}

function report(name: string, model: z.ZodType, make: (index: number) => unknown): void {
  const values = Array.from({ length: VALUES }, (_, index) => make(index));
  printRow(name, ["parse", "raise", "both", "ratio"]);
  for (const dialect of DIALECTS) {
    const { parse, raise, both } = timesOf(model, values, { dialect, rounds: 12 });
    const cells = [parse, raise, both].map((time) => time.toFixed(3));
    printRow(dialect, [...cells, (both / parse).toFixed(2)]);
  }
}

const SAMPLES = 400;

/**
 * The same for the zod 4 models of the corpus: the ratio at the median and the 90th percentile, and the models beyond 2.
 * These are the ones whose values cost more to make than to check: dates, maps, large integers, and JSON in text.
 */
export function measureCorpusSpeed(corpus: readonly CorpusModel[]): void {
  printRow("zod corpus, both / parse", ["median", "90 %", "over 2"]);
  for (const dialect of DIALECTS) {
    const ratios = corpus.flatMap((entry) => {
      if (entry.expect.kind === "refused" || !(entry.model instanceof z.ZodType)) return [];
      const values = fc.sample(entry.values, { numRuns: SAMPLES, seed: 1 });
      try {
        const { parse, both } = timesOf(entry.model, values, { dialect, rounds: 5 });
        return [{ name: entry.name, ratio: both / parse }];
      } catch {
        // Models with asynchronous parts can't be parsed at once, and some are refused by some dialects only.
        return [];
      }
    });
    const sorted = ratios.toSorted((a, b) => a.ratio - b.ratio);
    const at = (share: number): string =>
      (sorted[Math.floor(sorted.length * share)]?.ratio ?? 0).toFixed(2);
    const over = sorted.filter(({ ratio }) => ratio > 2).toReversed();
    printRow(dialect, [at(0.5), at(0.9), `${over.length} of ${sorted.length}`]);
    const worst = over.slice(0, 12).map(({ name, ratio }) => `${name} ${ratio.toFixed(1)}`);
    process.stdout.write(`  ${worst.join(", ")}\n`);
  }
}

function printRow(name: string, cells: readonly string[]): void {
  process.stdout.write(`${name.padEnd(34)}${cells.map((cell) => cell.padStart(12)).join("")}\n`);
}

interface Times {
  readonly parse: number;
  readonly raise: number;
  readonly both: number;
}

function timesOf(
  model: z.ZodType,
  values: readonly unknown[],
  { dialect, rounds }: { readonly dialect: (typeof DIALECTS)[number]; readonly rounds: number },
): Times {
  const compiled = compileResponseModel(model, { dialect });
  const wires = values.map((value) => sent(compiled.lower(value)));
  const raised = wires.map((wire) => compiled.raise(wire));
  const time = (work: (index: number) => unknown): number => {
    const samples = Array.from({ length: rounds }, () => {
      const start = performance.now();
      for (let index = 0; index < values.length * 10; index += 1) work(index % values.length);
      return ((performance.now() - start) * 1000) / (values.length * 10);
    });
    return Math.min(...samples);
  };
  return {
    parse: time((index) => model.safeParse(raised[index])),
    raise: time((index) => compiled.raise(wires[index])),
    both: time((index) => model.safeParse(compiled.raise(wires[index]))),
  };
}
