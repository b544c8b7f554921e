import { extname } from "node:path";
import { UsageError } from "../errors.ts";

export type InputFormat = "jsonl" | "csv" | "tsv" | "txt";

export const INPUT_FORMATS: readonly InputFormat[] = ["jsonl", "csv", "tsv", "txt"];

const FORMAT_OF: Readonly<Record<string, InputFormat>> = {
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".csv": "csv",
  ".tsv": "tsv",
  ".txt": "txt",
};

/** @throws UsageError for an ending that says nothing. */
export function formatOf(path: string): InputFormat {
  const format = FORMAT_OF[extname(path).toLowerCase()];
  if (format === undefined) {
    throw new UsageError(
      "invalid_option",
      `The ending of ${path} does not tell its format. Name it with --input-format (${INPUT_FORMATS.join(", ")}).`,
    );
  }
  return format;
}
