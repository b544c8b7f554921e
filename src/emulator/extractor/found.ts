import type { JsonValue } from "../../util/json.ts";
import type { Passage } from "./facts/passage.ts";

/** A value for a node of the schema. */
export interface Found {
  readonly value: JsonValue;
  /** How many of its leaves came out of the text: 0 is a filler. */
  readonly hits: number;
}

/** Fills one node from a passage. `depth` counts the references that were followed to get there. */
export type Fill = (passage: Passage, depth: number) => Found;
