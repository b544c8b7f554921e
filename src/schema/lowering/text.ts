import { SAME } from "../codec/plan.ts";
import type { Plan } from "../codec/plan.ts";
import { describeType } from "../intermediate/describe-type.ts";
import type { Node } from "../intermediate/node.ts";
import type { LoweredBody, Scope } from "./scope.ts";
import { PLAIN_STRING } from "./wire.ts";

/** How much of a type is told where it is carried as text. */
const TYPE_AT_MOST = 2000;

/** A node as JSON in a string, told what the JSON is to be. */
export function textBody(node: Node, inner: Plan): LoweredBody {
  const note = `Write this as JSON text of the type ${describeType(node, TYPE_AT_MOST)}.`;
  return { body: PLAIN_STRING, plan: { kind: "text", inner }, notes: [note] };
}

/** Anything, where the dialect has no schema for that. */
export function anyAsText(scope: Scope): LoweredBody {
  scope.change("L_JSON_STRING", "Anything goes, so it is written as JSON in a string.");
  return {
    body: PLAIN_STRING,
    plan: { kind: "text", inner: SAME },
    notes: ["Write this as JSON text: any JSON value."],
  };
}
