import type { Outcome } from "../model/outcome.ts";
import { forEachLine } from "../util/lines.ts";
import { textOfBytes } from "../util/utf8.ts";

/** Which outcomes are written. */
export type Selection = "all" | "succeeded" | "failed";

/** Outcomes as rows of JSON: the data stands in them as JSON shows it. */
export type Rows = AsyncIterable<readonly Outcome[]>;

/** The rows in blocks of outcome lines, in groups. */
export async function* readRows(
  lines: AsyncIterable<Buffer>,
  selection: Selection,
): AsyncGenerator<readonly Outcome[]> {
  for await (const block of lines) {
    const group: Outcome[] = [];
    forEachLine(block, (start, end) => {
      const row = rowOf(textOfBytes(block, start, end));
      if (selected(row, selection)) group.push(row);
    });
    yield group;
  }
}

function rowOf(line: string): Outcome {
  const row: Outcome & { answer?: unknown } = JSON.parse(line);
  // Beside data, the answer is only there for programs that read the data from it again.
  if (row.kind === "succeeded") delete row.answer;
  return row;
}

function selected({ kind }: Outcome, selection: Selection): boolean {
  switch (selection) {
    case "all":
      return true;
    case "succeeded":
      return kind === "succeeded";
    case "failed":
      return kind !== "succeeded";
  }
}
