import { z } from "zod";
import { compileResponseModel } from "../../src/schema/compile.ts";
import { DIALECTS } from "../../src/schema/dialect.ts";
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
  process.stdout.write(
    `\n${name.padEnd(34)}${"parse".padStart(10)}${"raise".padStart(10)}${"both".padStart(10)}${"ratio".padStart(8)}\n`,
  );
  for (const dialect of DIALECTS) {
    const compiled = compileResponseModel(model, { dialect });
    const wires = Array.from({ length: VALUES }, (_, index) => sent(compiled.lower(make(index))));
    const raised = wires.map((wire) => compiled.raise(wire));
    const parse = microseconds((index) => model.safeParse(raised[index]));
    const raise = microseconds((index) => compiled.raise(wires[index]));
    const both = microseconds((index) => model.safeParse(compiled.raise(wires[index])));
    const cells = [parse, raise, both].map((time) => time.toFixed(3).padStart(10));
    process.stdout.write(
      `${dialect.padEnd(34)}${cells.join("")}${(both / parse).toFixed(2).padStart(8)}\n`,
    );
  }
}

function microseconds(work: (index: number) => unknown): number {
  const rounds = Array.from({ length: 12 }, () => {
    const start = performance.now();
    for (let index = 0; index < VALUES * 10; index += 1) work(index % VALUES);
    return ((performance.now() - start) * 1000) / (VALUES * 10);
  });
  return Math.min(...rounds);
}
