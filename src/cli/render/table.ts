import { printable } from "./printable.ts";

/** Narrower than this, a column tells nothing. */
const NARROWEST = 6;
/** What the borders and the padding of a cell take. */
const CELL_FRAME = 3;

/** A table with borders that fits the width: long cells are cut with an ellipsis. */
export async function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): Promise<string> {
  const { default: Table } = await import("cli-table3");
  const cells = rows.map((row) => row.map((cell) => oneLine(cell)));
  const drawn = new Table({
    head: [...head],
    // cli-table3 adds the padding to the width of a column.
    colWidths: columnWidths(head, cells, width).map((columns) => columns + CELL_FRAME - 1),
    style: { head: [], border: [] },
  });
  drawn.push(...cells);
  return `${drawn.toString()}\n`;
}

function oneLine(text: string): string {
  return printable(text).replace(/\s+/g, " ").trim();
}

/** Widths by content; where there is not enough room, the widest columns give way. */
function columnWidths(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly number[] {
  const widths = head.map((title, column) =>
    rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), title.length),
  );
  const room = width - 1 - head.length * CELL_FRAME;
  while (widths.reduce((sum, columns) => sum + columns, 0) > room) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= NARROWEST) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}
