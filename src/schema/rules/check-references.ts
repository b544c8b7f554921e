import type { Finding } from "./finding.ts";
import { childrenOf, definitionsAt, everyPosition } from "./position.ts";
import type { Position } from "./position.ts";
import type { RuleSet } from "./rule-set.ts";

/** References that lead nowhere, and recursion where or as the dialect refuses it. */
export function checkReferences(root: Position, rules: RuleSet): readonly Finding[] {
  const definitions = definitionsAt(root);
  const found: Finding[] = [];
  for (const { schema, pointer } of everyPosition(root)) {
    const reference = schema["$ref"];
    if (reference === undefined) continue;
    if (typeof reference !== "string" || !definitions.has(reference)) {
      found.push({
        rule: "references",
        pointer,
        message: `${JSON.stringify(reference)} leads nowhere.`,
      });
    } else if (rules.references === "none") {
      found.push({ rule: "references", pointer, message: "References are not supported." });
    }
  }
  if (rules.references === "cyclic" || found.length > 0) return found;
  const avoidOptional = rules.references === "cyclic_if_optional";
  const cyclic = cyclicDefinition(definitions, avoidOptional);
  if (cyclic === undefined) return [];
  const message = avoidOptional
    ? "A recursion that passes no property that may be missing."
    : "A recursion.";
  return [{ rule: "recursion", pointer: cyclic, message }];
}

/** A definition that leads back to itself, on some path or on one through required parts alone. */
function cyclicDefinition(
  definitions: ReadonlyMap<string, Position>,
  requiredOnly: boolean,
): string | undefined {
  const links = new Map<string, readonly string[]>();
  for (const [name, definition] of definitions) {
    links.set(name, targetsOf(definition, requiredOnly));
  }
  // What refers to nothing that is left can't be on a cycle: what remains in the end is, or leads to one.
  const left = new Set(links.keys());
  for (let before = -1; before !== left.size;) {
    before = left.size;
    for (const name of left) {
      if (!links.get(name)?.some((target) => left.has(target))) left.delete(name);
    }
  }
  const [first] = left;
  return first;
}

function targetsOf(definition: Position, requiredOnly: boolean): readonly string[] {
  const positions = [definition];
  const targets: string[] = [];
  for (const position of positions) {
    const reference = position.schema["$ref"];
    if (typeof reference === "string") targets.push(reference);
    positions.push(...childrenOf(position).filter(({ optional }) => !(requiredOnly && optional)));
  }
  return targets;
}
