import type { InputRecord } from "../model/record.ts";
import { recordOf, type RowOptions } from "./row.ts";

const GROUP = 256;

/** What errors call records that come from the program itself. */
export const ROWS_SOURCE = "records";

/** Records of rows that the program hands over, in groups. */
export async function* readRowRecords(
  rows: Iterable<unknown> | AsyncIterable<unknown>,
  options: RowOptions,
): AsyncGenerator<readonly InputRecord[]> {
  let group: InputRecord[] = [];
  let line = 0;
  for await (const row of rows) {
    line += 1;
    group.push(recordOf(row, { source: ROWS_SOURCE, line }, options));
    if (group.length < GROUP) continue;
    yield group;
    group = [];
  }
  yield group;
}
