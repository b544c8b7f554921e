import type { Plan, PlanBody } from "../codec/plan.ts";
import type { Capabilities } from "../dialects/capabilities.ts";
import type { Docs } from "../intermediate/docs.ts";
import type { Node, Use } from "../intermediate/node.ts";
import type { Choices } from "./choices.ts";
import type { Wire, WireBody, WireUse } from "./wire.ts";

/** A part of a model in a dialect, and the way to it and back. */
export interface Lowered {
  readonly wire: Wire;
  readonly plan: Plan;
}

export interface LoweredUse {
  readonly use: WireUse;
  readonly plan: Plan;
}

/** What lowering a node gives. */
export interface LoweredBody {
  readonly body: WireBody;
  readonly plan: PlanBody;
  /** Sentences for what the body can't hold. */
  readonly notes?: readonly string[];
}

/** What the lowering of one node may use. */
export interface Scope {
  readonly node: Node;
  readonly capabilities: Capabilities;
  readonly choices: Choices;
  /** The label by which an object tells its branch. */
  readonly tag: string | undefined;
  /** Lowers a part; with a tag, so that an object tells which branch of a union it is. */
  lower(part: Use, tag?: string): LoweredUse;
  /** A part that only the wire has. */
  wire(body: WireBody, docs?: Docs): WireUse;
  /** Records that the dialect can't say something as the model does. */
  change(code: string, message: string, key?: string): void;
  /** Asks for a list at the root for what has no place in the model. */
  besideModel(slot: "other" | "absent"): void;
  /** Whether a property leads back to its object, which some dialects only allow where it may be missing. */
  isRecursive(part: Use): boolean;
  /** Whether a node is carried as text here. */
  isText(part: Node): boolean;
}
