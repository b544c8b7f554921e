import { extname } from "node:path";

export type OutputFormat = "jsonl" | "json" | "csv" | "table";

export const OUTPUT_FORMATS: readonly OutputFormat[] = ["jsonl", "json", "csv", "table"];

const FORMAT_OF: Readonly<Record<string, OutputFormat>> = {
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".json": "json",
  ".csv": "csv",
  ".txt": "table",
};

/** The format that a file's ending tells, if any. */
export function formatOfFile(path: string): OutputFormat | undefined {
  return FORMAT_OF[extname(path).toLowerCase()];
}
