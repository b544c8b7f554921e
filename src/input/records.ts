import type { InputRecord } from "../model/record.ts";
import { readChunks } from "../util/read-chunks.ts";
import { readCsvRecords } from "./csv.ts";
import { formatOf, type InputFormat } from "./format.ts";
import type { RowOptions } from "./row.ts";
import { readRowRecords } from "./rows.ts";
import { readLineRecords } from "./text-lines.ts";

/** Where records come from. */
export type Input =
  | {
      readonly kind: "file";
      readonly path: string;
      /** As the user named it. @default the path */
      readonly source?: string | undefined;
      /** @default by the path's ending */
      readonly format?: InputFormat | undefined;
    }
  | {
      readonly kind: "bytes";
      /** What errors call it, such as `-`. */
      readonly source: string;
      readonly format: InputFormat;
      readonly chunks: AsyncIterable<Uint8Array>;
    }
  | { readonly kind: "rows"; readonly rows: Iterable<unknown> | AsyncIterable<unknown> };

/**
 * All records of an input, in groups as they are read: a group is never larger than what one read brought.
 *
 * @throws InputError for a bad row, with its line.
 */
export function readRecords(
  input: Input,
  options: RowOptions,
): AsyncIterable<readonly InputRecord[]> {
  switch (input.kind) {
    case "file": {
      const format = input.format ?? formatOf(input.path);
      const source = input.source ?? input.path;
      return readBytes(readChunks(input.path), format, { ...options, source });
    }
    case "bytes":
      return readBytes(input.chunks, input.format, { ...options, source: input.source });
    case "rows":
      return readRowRecords(input.rows, options);
  }
}

function readBytes(
  chunks: AsyncIterable<Uint8Array>,
  format: InputFormat,
  options: RowOptions & { readonly source: string },
): AsyncIterable<readonly InputRecord[]> {
  switch (format) {
    case "csv":
      return readCsvRecords(chunks, ",", options);
    case "tsv":
      return readCsvRecords(chunks, "\t", options);
    case "jsonl":
    case "txt":
      return readLineRecords(chunks, format, options);
  }
}
