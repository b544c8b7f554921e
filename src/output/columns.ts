import type { Outcome } from "../model/outcome.ts";
import { isObject } from "../util/json.ts";
import { failureText } from "./outcome-text.ts";
import type { Rows } from "./rows.ts";

/** The columns of a table of outcomes: the record, what became of it, the fields of its data, and what went wrong. */
export interface Columns {
  readonly names: readonly string[];
  /** The cells of an outcome; nested data as JSON. */
  readonly cells: (outcome: Outcome) => readonly string[];
}

const OWN_NAMES: ReadonlySet<string> = new Set(["id", "kind", "error"]);
/** The column of data that is no object. */
const WHOLE = "data";

/** The columns that all these rows together need. */
export async function columnsOf(rows: Rows): Promise<Columns> {
  const fields = new Set<string>();
  let whole = false;
  let failures = false;
  for await (const group of rows) {
    for (const outcome of group) {
      if (outcome.kind !== "succeeded") failures = true;
      else if (isObject(outcome.data)) Object.keys(outcome.data).forEach((key) => fields.add(key));
      else whole = true;
    }
  }
  const names = [...fields];
  return {
    names: [
      "id",
      "kind",
      ...names.map((name) => (OWN_NAMES.has(name) ? `data.${name}` : name)),
      ...(whole ? [WHOLE] : []),
      ...(failures ? ["error"] : []),
    ],
    cells: (outcome) => [
      outcome.id,
      outcome.kind,
      ...names.map((name) => cell(fieldOf(outcome, name))),
      ...(whole ? [cell(wholeOf(outcome))] : []),
      ...(failures ? [failureText(outcome)] : []),
    ],
  };
}

function fieldOf(outcome: Outcome, name: string): unknown {
  if (outcome.kind !== "succeeded" || !isObject(outcome.data)) return undefined;
  return Object.hasOwn(outcome.data, name) ? outcome.data[name] : undefined;
}

function wholeOf(outcome: Outcome): unknown {
  return outcome.kind === "succeeded" && !isObject(outcome.data) ? outcome.data : undefined;
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
