import type { JsonValue } from "../../../util/json.ts";
import type { Passage } from "../facts/passage.ts";
import type { Fill, Found } from "../found.ts";
import type { SchemaNode } from "../node.ts";
import { plain, splitName } from "../words.ts";

export interface Branch {
  readonly node: SchemaNode;
  readonly fill: Fill;
  /** Phrases that tell this branch from the others: the values of its constants. */
  readonly marks: readonly (readonly string[])[];
}

/** What a constant that is mentioned counts for, against one found member. */
const MENTION = 4;

/** Fills the branch that the text speaks of; null where none is, and null may stand. */
export function unionFill(branches: readonly Branch[]): Fill {
  const nullable = branches.some(({ node }) => node.kind === "null");
  const others = branches.filter(({ node }) => node.kind !== "null" && node.kind !== "never");
  const [only] = others;
  if (only === undefined) return () => ({ value: null, hits: 0 });
  if (others.length === 1) return nullable ? orNull(only.fill) : only.fill;
  const choose: Fill = (passage, depth) => bestOf(others, passage, depth);
  return nullable ? orNull(choose) : choose;
}

function orNull(fill: Fill): Fill {
  return (passage, depth) => {
    const found = fill(passage, depth);
    return found.hits > 0 ? found : { value: null, hits: 0 };
  };
}

function bestOf(branches: readonly Branch[], passage: Passage, depth: number): Found {
  let best: Found | undefined;
  let bestScore = -1;
  for (const { fill, marks } of branches) {
    const found = fill(passage, depth);
    const score =
      found.hits + marks.filter((words) => isMentioned(passage, words)).length * MENTION;
    if (score > bestScore) [best, bestScore] = [found, score];
  }
  return best ?? { value: null, hits: 0 };
}

function isMentioned({ words, spaced }: Passage, mark: readonly string[]): boolean {
  return mark.every((word) => words.has(word)) || spaced.includes(` ${mark.join(" ")} `);
}

/** The constants by which a branch can be told: each value of a one-value choice among its members. */
export function marksOf(node: SchemaNode): readonly (readonly string[])[] {
  const target = node.kind === "reference" ? node.resolve() : node;
  if (target.kind === "choice")
    return target.values.length === 1 ? [wordsOf(target.values[0])] : [];
  if (target.kind !== "object") return [];
  return target.properties.flatMap(({ node: member }) =>
    member.kind === "choice" && member.values.length === 1 ? [wordsOf(member.values[0])] : [],
  );
}

function wordsOf(value: JsonValue | undefined): readonly string[] {
  return typeof value === "string" ? splitName(value) : [plain(JSON.stringify(value ?? null))];
}
