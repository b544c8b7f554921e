import { open, rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import type { Outcome } from "../model/outcome.ts";
import { columnsOf } from "../output/columns.ts";
import { csv } from "../output/csv.ts";
import type { OutputFormat } from "../output/format.ts";
import { jsonArray, jsonLines } from "../output/json.ts";
import { readRows, type Rows, type Selection } from "../output/rows.ts";
import { storeFault } from "../store/store-fault.ts";
import type { Context } from "./context.ts";
import { table } from "./render/table.ts";

export interface WriteOptions {
  readonly format: OutputFormat;
  /** Undefined: standard output. */
  readonly file: string | undefined;
  readonly selection: Selection;
}

/** Rows of a table; who wants more wants a file. */
const MOST_TABLE_ROWS = 200;

/** Writes outcomes, and counts those without valid data. */
export async function writeOutcomes(
  context: Context,
  lines: () => AsyncIterable<Buffer>,
  { format, file, selection }: WriteOptions,
): Promise<{ readonly failed: number }> {
  let failed = 0;
  const rows = (): Rows => {
    failed = 0;
    return tallied(readRows(lines(), selection), (outcome) => {
      if (outcome.kind !== "succeeded") failed += 1;
    });
  };
  const text = textOf(format, rows, file === undefined ? context.out.columns : Infinity);
  if (file === undefined) {
    for await (const chunk of text) await context.out.write(chunk);
  } else {
    await writeFile(resolve(context.folder, file), text);
    await context.err.write(`Written to ${file}.\n`);
  }
  return { failed };
}

function textOf(format: OutputFormat, rows: () => Rows, width: number): AsyncIterable<string> {
  switch (format) {
    case "jsonl":
      return jsonLines(rows());
    case "json":
      return jsonArray(rows());
    case "csv":
      return csv(rows);
    case "table":
      return outcomeTable(rows, width);
  }
}

async function* outcomeTable(rows: () => Rows, width: number): AsyncGenerator<string> {
  const shown: Outcome[] = [];
  let count = 0;
  for await (const group of rows()) {
    count += group.length;
    shown.push(...group.slice(0, MOST_TABLE_ROWS - shown.length));
  }
  if (count === 0) {
    yield "There are no such outcomes.\n";
    return;
  }
  const { names, cells } = await columnsOf(only(shown));
  const columns = names.map((title) => ({ title, whole: title === "id" }));
  yield await table(columns, shown.map(cells), width);
  if (count > shown.length) {
    yield `and ${count - shown.length} more; all of them with --format jsonl or --output-file\n`;
  }
}

async function* only(rows: readonly Outcome[]): AsyncGenerator<readonly Outcome[]> {
  yield rows;
}

async function* tallied(
  rows: Rows,
  visit: (outcome: Outcome) => void,
): AsyncGenerator<readonly Outcome[]> {
  for await (const group of rows) {
    group.forEach(visit);
    yield group;
  }
}

/** The file appears when it is complete: a half one must not pass for all there is. */
async function writeFile(path: string, text: AsyncIterable<string>): Promise<void> {
  const unfinished = `${path}.part`;
  await storeFault(path, async () => {
    {
      await using file = await open(unfinished, "w");
      try {
        for await (const chunk of text) await file.writeFile(chunk);
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
    }
    await rename(unfinished, path);
  });
}
