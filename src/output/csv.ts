import { stringify } from "csv-stringify/sync";
import { columnsOf } from "./columns.ts";
import type { Rows } from "./rows.ts";

/** What a spreadsheet takes for a formula. A model's answer must not become one. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * The rows as CSV with a header. The rows are read twice, first for their columns; numbers stay, and a text that a
 * spreadsheet would run gets an apostrophe.
 */
export async function* csv(rows: () => Rows): AsyncGenerator<string> {
  const { names, cells } = await columnsOf(rows());
  yield stringify([[...names]]);
  for await (const group of rows()) {
    if (group.length > 0) yield stringify(group.map((row) => cells(row).map(harmless)));
  }
}

function harmless(cell: string): string {
  return FORMULA.test(cell) && Number.isNaN(Number(cell)) ? `'${cell}` : cell;
}
