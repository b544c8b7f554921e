import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { InputError } from "../errors.ts";
import type { InputRecord } from "../model/record.ts";
import { recordOf } from "./row.ts";
import type { LineOptions } from "./text-lines.ts";

const GROUP = 1_000;

/** Records of CSV with a header: a column `text`, or with a prompt any columns; `id` is the record's id. */
export async function* readCsvRecords(
  chunks: AsyncIterable<Uint8Array>,
  delimiter: "," | "\t",
  { source, templated }: LineOptions,
): AsyncGenerator<readonly InputRecord[]> {
  const parser = Readable.from(copies(chunks)).pipe(
    parse({ delimiter, bom: true, info: true, skip_empty_lines: true, columns: header(source) }),
  );
  let group: InputRecord[] = [];
  try {
    for await (const row of parser) {
      const { record, info } = decoded(row);
      // An empty cell of the id column is no id.
      const fields = record["id"] === "" ? { ...record, id: undefined } : record;
      group.push(recordOf(fields, { source, line: info.lines }, { templated }));
      if (group.length < GROUP) continue;
      yield group;
      group = [];
    }
  } catch (error) {
    throw error instanceof CsvError ? malformed(error, source) : error;
  }
  yield group;
}

interface CsvRow {
  readonly record: Readonly<Record<string, unknown>>;
  readonly info: { readonly lines: number };
}

/** With `info: true` the parser gives rows of this shape. */
function decoded(row: unknown): CsvRow {
  return row as CsvRow; // eslint-disable-line typescript/no-unsafe-type-assertion -- the parser's own contract
}

function header(source: string): (names: string[]) => string[] {
  return (names) => {
    const doubled = names.find((name, index) => names.indexOf(name) !== index);
    if (doubled !== undefined) {
      throw new InputError({ source, line: 1 }, `the header names "${doubled}" twice.`);
    }
    return names;
  };
}

function malformed(error: CsvError, source: string): InputError {
  const line = typeof error["lines"] === "number" ? error["lines"] : 1;
  return new InputError({ source, line }, `the CSV is malformed: ${error.message}.`, {
    cause: error,
  });
}

/** The parser keeps what it is given for a while, and a chunk is only valid until the next. */
async function* copies(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk);
}
