import type { Capabilities } from "../dialects/capabilities.ts";
import { jsonText } from "../dialects/anthropic.ts";
import { findCycles } from "../intermediate/cycles.ts";
import type { Cycles } from "../intermediate/cycles.ts";
import { partsOf, reachable } from "../intermediate/node.ts";
import type { Node, Use } from "../intermediate/node.ts";
import type { SchemaChange } from "../response-model.ts";
import { NO_CHOICES } from "./choices.ts";
import type { Choices } from "./choices.ts";
import { Lowering } from "./lowering.ts";
import { lowerRoot } from "./root.ts";
import type { LoweredRoot } from "./root.ts";
import { Room } from "./room.ts";

/** A model in a dialect, as far as one set of choices makes it. */
export interface Draft {
  readonly root: LoweredRoot;
  readonly changes: readonly SchemaChange[];
}

/** What is found out about a model once, whatever it is lowered to. */
export interface ModelCycles {
  readonly all: Cycles;
  /** Through no property of an object. */
  readonly closed: Cycles;
}

/** Links that no property lies between. */
function withoutProperties({ shape }: Node): readonly Use[] {
  if (shape.kind !== "object") return partsOf(shape);
  return shape.rest.kind === "open" ? [shape.rest.value] : [];
}

export function cyclesOf(root: Node): ModelCycles {
  return { all: findCycles([root]), closed: findCycles(reachable(root), withoutProperties) };
}

export function draft(
  root: Use,
  {
    cycles,
    capabilities,
    choices,
  }: {
    readonly cycles: ModelCycles;
    readonly capabilities: Capabilities;
    readonly choices: Choices;
  },
): Draft {
  const recursive =
    capabilities.references === "cyclic" || capabilities.references === "cyclic_if_optional";
  const room = Room.of(cycles.all, {
    unrolled: recursive ? Infinity : choices.unrolled,
    depth: choices.depth ?? Infinity,
    parts: choices.parts ?? Infinity,
  });
  const endless = Room.of(cycles.all, { unrolled: Infinity, depth: Infinity, parts: Infinity });
  const model = { cycles: cycles.all, closedCycles: cycles.closed };
  const text = new Lowering(jsonText, {
    choices: NO_CHOICES,
    model: { ...model, room: endless },
    text: undefined,
  });
  const lowering = new Lowering(capabilities, { choices, model: { ...model, room }, text });
  const lowered = lowering.lowerRoot(root);
  return {
    root: lowerRoot(lowered, lowering.slots),
    changes: [...lowering.changes.values(), ...wrapChange(lowered.use.wire.body.kind)],
  };
}

function wrapChange(kind: string): readonly SchemaChange[] {
  if (kind === "object") return [];
  return [
    { code: "L_WRAP", path: [], message: 'The answer is an object with the model under "value".' },
  ];
}
