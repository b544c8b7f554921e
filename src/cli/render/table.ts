import { printable } from "./printable.ts";

/** Narrower than this, a column tells nothing. */
const NARROWEST = 6;
const GAP = 2;

const NO_BORDERS = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "",
};

/** A column, by its title. */
export interface Column {
  readonly title: string;
  /** Never cut, since it is there to be copied. */
  readonly whole?: boolean | undefined;
}

/** Rows in columns that fit the width: cells that are too long are cut with an ellipsis. */
export async function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): Promise<string> {
  const { default: Table } = await import("cli-table3");
  const cells = rows.map((row) => row.map((cell) => oneLine(cell)));
  const drawn = new Table({
    head: columns.map(({ title }) => title.toUpperCase()),
    colWidths: columnWidths(columns, cells, width).map((characters) => characters + GAP),
    chars: NO_BORDERS,
    style: { head: [], border: [], "padding-left": 0, "padding-right": GAP },
  });
  drawn.push(...cells.map((row) => [...row]));
  const lines = drawn.toString().split("\n");
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}

function oneLine(text: string): string {
  return printable(text).replace(/\s+/g, " ").trim();
}

/** Widths by content; where there is not enough room, the widest columns that may be cut give way. */
function columnWidths(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly number[] {
  const widths = columns.map(({ title }, column) =>
    rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), title.length),
  );
  const room = width - columns.length * GAP;
  while (widths.reduce((sum, characters) => sum + characters, 0) > room) {
    const candidates = widths.map((characters, column) =>
      columns[column]?.whole === true ? 0 : characters,
    );
    const widest = candidates.indexOf(Math.max(...candidates));
    if ((candidates[widest] ?? 0) <= NARROWEST) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}
