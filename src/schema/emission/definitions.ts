import { reachableWires, wirePartsOf } from "../lowering/wire.ts";
import type { Wire } from "../lowering/wire.ts";

/** An enum of this many values is worth a definition of its own. */
const LARGE_ENUM = 8;
const LARGE_UNION = 4;

/** The parts that are written once and referred to, by name. Every recursion passes one of them. */
export function definitionsOf(root: Wire): ReadonlyMap<Wire, string> {
  const uses = new Map<Wire, number>();
  const wires = reachableWires(root);
  for (const wire of wires) {
    for (const { wire: part } of wirePartsOf(wire.body)) uses.set(part, (uses.get(part) ?? 0) + 1);
  }
  const names = new Map<Wire, string>();
  const taken = new Set<string>();
  for (const wire of wires) {
    const used = uses.get(wire) ?? 0;
    const shared = wire === root ? used > 0 : used > 1;
    if (shared && isLarge(wire)) names.set(wire, freeName(wire, taken));
  }
  return names;
}

/** Whether a reference is shorter than what it refers to. All that can lead back to itself is large. */
function isLarge({ body }: Wire): boolean {
  const compound = wirePartsOf(body).some(({ wire }) => wirePartsOf(wire.body).length > 0);
  if (body.kind === "object") return compound || body.properties.length > 1;
  if (body.kind === "union") return compound || body.branches.length >= LARGE_UNION;
  if (body.kind === "array") return compound || body.prefix.length > 1;
  return body.kind === "enum" && body.values.length >= LARGE_ENUM;
}

const LONGEST_NAME = 60;

function freeName({ name, origin }: Wire, taken: Set<string>): string {
  const steps = origin.path.filter((step) => typeof step === "string" && step !== "[]");
  const wanted = name ?? String(steps.at(-1) ?? "Part");
  const base = wanted.replaceAll(/[^a-zA-Z0-9_-]+/g, "_").slice(0, LONGEST_NAME) || "Part";
  let free = base;
  for (let count = 2; taken.has(free); count += 1) free = `${base}_${count}`;
  taken.add(free);
  return free;
}
