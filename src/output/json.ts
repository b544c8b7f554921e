import type { Rows } from "./rows.ts";

/** The rows as lines of JSON. */
export async function* jsonLines(rows: Rows): AsyncGenerator<string> {
  for await (const group of rows) {
    if (group.length > 0) yield group.map((row) => `${JSON.stringify(row)}\n`).join("");
  }
}

/** The rows as one JSON array, a row a line. */
export async function* jsonArray(rows: Rows): AsyncGenerator<string> {
  let before = "[\n";
  for await (const group of rows) {
    for (const row of group) {
      yield before + JSON.stringify(row);
      before = ",\n";
    }
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}
