/** Counts by row and column, and what was odd. */
export class Table {
  readonly #title: string;
  readonly #columns: readonly string[];
  readonly #rows = new Map<string, Map<string, number>>();
  readonly #times = new Map<string, number[]>();
  readonly #oddities: string[] = [];

  constructor(title: string, columns: readonly string[]) {
    this.#title = title;
    this.#columns = columns;
  }

  add(row: string, column: string, count = 1): void {
    const counts = this.#rows.get(row) ?? new Map<string, number>();
    counts.set(column, (counts.get(column) ?? 0) + count);
    this.#rows.set(row, counts);
  }

  time(column: string, milliseconds: number): void {
    this.#times.set(column, [...(this.#times.get(column) ?? []), milliseconds]);
  }

  odd(text: string): void {
    this.#oddities.push(text);
  }

  print(): void {
    const width = Math.max(...this.#columns.map(({ length }) => length)) + 2;
    const line = (name: string, cells: readonly string[]): string =>
      `${name.padEnd(34)}${cells.map((cell) => cell.padStart(width)).join("")}\n`;
    process.stdout.write(`\n${line(this.#title.slice(-32), this.#columns)}`);
    for (const [row, counts] of this.#rows) {
      process.stdout.write(
        line(
          row,
          this.#columns.map((column) => String(counts.get(column) ?? 0)),
        ),
      );
    }
    for (const [name, share] of [
      ["compile, median ms", 0.5],
      ["compile, 99th percentile ms", 0.99],
    ] as const) {
      process.stdout.write(
        line(
          name,
          this.#columns.map((column) => this.#quantile(column, share)),
        ),
      );
    }
    for (const oddity of this.#oddities.slice(0, 20))
      process.stdout.write(`  ${oddity.slice(0, 300)}\n`);
  }

  #quantile(column: string, share: number): string {
    const times = (this.#times.get(column) ?? []).toSorted((a, b) => a - b);
    return (times[Math.floor(times.length * share)] ?? 0).toFixed(2);
  }
}
