import { cpus, totalmem, release } from "node:os";
import { stripVTControlCharacters } from "node:util";
import Table from "cli-table3";

/** A line of the report. */
export interface Row {
  readonly name: string;
  /** What was compared with what, in one line. */
  readonly compares: string;
  readonly value: number;
  readonly unit: "x" | "MB" | "ms";
  readonly target?: { readonly most: number } | { readonly least: number } | undefined;
  /** Median distance from the median, in the unit. */
  readonly spread?: number | undefined;
  /** Peak of the process that did our part. */
  readonly rssBytes?: number | undefined;
}

export interface Report {
  readonly machine: string;
  readonly node: string;
  readonly quick: boolean;
  readonly rows: readonly (Row & { readonly met: boolean | undefined })[];
}

export function reportOf(rows: readonly Row[], quick: boolean): Report {
  const [cpu] = cpus();
  return {
    machine: `${cpus().length} x ${cpu?.model ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`,
    node: process.version,
    quick,
    rows: rows.map((row) => ({ ...row, met: isMet(row) })),
  };
}

/** Undefined where there is no target. */
function isMet({ value, target }: Row): boolean | undefined {
  if (target === undefined) return undefined;
  return "most" in target ? value <= target.most : value >= target.least;
}

export function reportText({ machine, node, quick, rows }: Report): string {
  const table = new Table({
    head: ["case", "", "target", "", "spread", "RSS"],
    style: { head: [], border: [], compact: true },
    colAligns: ["left", "right", "right", "left", "right", "right"],
  });
  for (const row of rows) table.push(cellsOf(row));
  const legend = rows.map(({ name, compares }) => `${name}: ${compares}`);
  return stripVTControlCharacters(
    [
      table.toString(),
      "",
      ...legend,
      "",
      `${machine}, Node ${node}${quick ? "; quick: small sizes, where targets are a hint only" : ""}`,
      "",
    ].join("\n"),
  );
}

function cellsOf({ name, value, unit, target, spread, rssBytes, met }: Report["rows"][number]) {
  const shown = (number: number) =>
    unit === "x" ? `${number.toFixed(2)}x` : `${Math.round(number)} ${unit}`;
  return [
    name,
    shown(value),
    target === undefined
      ? ""
      : "most" in target
        ? `<= ${shown(target.most)}`
        : `>= ${shown(target.least)}`,
    met === undefined ? "" : met ? "met" : "MISSED",
    spread === undefined ? "" : `±${unit === "x" ? spread.toFixed(2) : Math.round(spread)}`,
    rssBytes === undefined ? "" : `${Math.round(rssBytes / 1e6)} MB`,
  ];
}
