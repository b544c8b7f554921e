import type { InputRecord } from "../model/record.ts";
import { type ByteRange, readChunks } from "../util/read-chunks.ts";
import { readCsvRecords } from "./csv.ts";
import { formatOf, type InputFormat } from "./format.ts";
import type { RowOptions } from "./row.ts";
import { readRowRecords } from "./rows.ts";
import { type LineOptions, readLineRecords } from "./text-lines.ts";

/** A part of a file of lines. */
export interface InputPart {
  /** Of whole lines. */
  readonly range: ByteRange;
  /** All of them, blank ones too. */
  readonly linesBefore: number;
}

/** Where records come from. */
export type Input =
  | {
      readonly kind: "file";
      readonly path: string;
      /** As the user named it. @default the path */
      readonly source?: string | undefined;
      /** @default by the path's ending */
      readonly format?: InputFormat | undefined;
      /** Only some lines of the file. */
      readonly part?: InputPart | undefined;
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
      const { range, linesBefore = 0 } = input.part ?? {};
      return readBytes(readChunks(input.path, range), format, { ...options, source, linesBefore });
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
  options: LineOptions,
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
