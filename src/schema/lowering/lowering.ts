import type { Plan } from "../codec/plan.ts";
import type { Capabilities } from "../dialects/capabilities.ts";
import { mergeDocs, NO_DOCS, noted } from "../intermediate/docs.ts";
import type { Docs } from "../intermediate/docs.ts";
import type { Cycles } from "../intermediate/cycles.ts";
import type { Node, Use } from "../intermediate/node.ts";
import type { SchemaChange } from "../response-model.ts";
import type { Choices } from "./choices.ts";
import { lowerNode } from "./lower-node.ts";
import type { Room } from "./room.ts";
import type { Lowered, LoweredBody, LoweredUse, Scope } from "./scope.ts";
import { textBody } from "./text.ts";
import { PLAIN_STRING } from "./wire.ts";
import type { Wire, WireBody, WireUse } from "./wire.ts";

type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

interface LoweredDraft {
  readonly wire: Draft<Wire>;
  readonly plan: Draft<Plan>;
}

/** What is known of a model before it is lowered. */
export interface LoweringModel {
  readonly cycles: Cycles;
  /** Cycles that run through no property. */
  readonly closedCycles: Cycles;
  readonly room: Room;
}

interface Task {
  readonly node: Node;
  readonly room: Room;
  readonly tag: string | undefined;
  readonly asText: boolean;
  readonly made: LoweredDraft;
}

/** Lowers the nodes of one model into one dialect, each once, nearest first. */
export class Lowering {
  readonly changes: Map<string, SchemaChange> = new Map();
  readonly slots: Set<"other" | "absent"> = new Set();
  readonly #capabilities: Capabilities;
  readonly #choices: Choices;
  readonly #model: LoweringModel;
  /** Lowers what is carried as text; undefined inside of text. */
  readonly #text: Lowering | undefined;
  readonly #known = new Map<string, LoweredDraft>();
  readonly #queue: Task[] = [];
  #wires = 0;

  constructor(
    capabilities: Capabilities,
    options: {
      readonly choices: Choices;
      readonly model: LoweringModel;
      readonly text: Lowering | undefined;
    },
  ) {
    this.#capabilities = capabilities;
    this.#choices = options.choices;
    this.#model = options.model;
    this.#text = options.text;
  }

  lowerRoot(root: Use): LoweredUse {
    const made = this.#place(root.node, { room: this.#model.room, tag: undefined, asText: false });
    this.finish();
    return { use: { wire: made.wire, docs: root.docs }, plan: made.plan };
  }

  /** The plan of a node, whose parts are made by the next `finish`. */
  planOf(node: Node): Plan {
    return this.#place(node, { room: this.#model.room, tag: undefined, asText: false }).plan;
  }

  /** Works off what has been asked for. */
  finish(): void {
    for (let task = this.#queue.shift(); task !== undefined; task = this.#queue.shift()) {
      this.#lower(task);
    }
    this.#text?.finish();
  }

  #place(node: Node, task: Pick<Task, "room" | "tag" | "asText">): LoweredDraft {
    const { room, tag, asText } = task;
    const variant = asText ? "text" : `${room.keyFor(node)}|${tag ?? ""}`;
    const key = `${node.id}|${variant}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made: LoweredDraft = {
      wire: this.#wire(node, PLAIN_STRING, node.docs),
      plan: { body: { kind: "same" } },
    };
    this.#known.set(key, made);
    this.#queue.push({ node, room, tag, asText, made });
    return made;
  }

  #wire(origin: Node, body: WireBody, docs: Docs): Draft<Wire> {
    this.#wires += 1;
    return { id: this.#wires, origin, name: origin.name, docs, body };
  }

  #lower({ node, room, tag, asText, made }: Task): void {
    const {
      body,
      plan,
      notes = [],
    } = asText ? this.#asText(node) : lowerNode(this.#scope(node, room, tag));
    made.wire.body = body;
    made.plan.body = plan;
    if (notes.length > 0) made.wire.docs = mergeDocs(made.wire.docs, noted(...notes));
  }

  #asText(node: Node): LoweredBody {
    this.#change(node, "L_JSON_STRING", "Written as JSON in a string, and read back.");
    const inner = this.#text?.planOf(node) ?? { body: { kind: "same" } };
    return textBody(node, inner);
  }

  #change(node: Node, code: string, message: string, key?: string): void {
    const path = key === undefined ? node.path : [...node.path, key];
    const id = `${code}|${JSON.stringify(path)}`;
    if (!this.changes.has(id)) this.changes.set(id, { code, path, message });
  }

  #scope(node: Node, room: Room, tag: string | undefined): Scope {
    const { cycles } = this.#model;
    return {
      node,
      tag,
      capabilities: this.#capabilities,
      choices: this.#choices,
      lower: (part, label) => this.#lowerPart({ from: node, part, room, tag: label }),
      wire: (body, docs = NO_DOCS): WireUse => ({ wire: this.#wire(node, body, NO_DOCS), docs }),
      change: (code, message, key) => this.#change(node, code, message, key),
      besideModel: (slot) => this.slots.add(slot),
      isRecursive: (part) => cycles.together(node, part.node),
      isText: (part) => this.#isText(node, part, room),
    };
  }

  #lowerPart({
    from,
    part,
    room,
    tag,
  }: {
    readonly from: Node;
    readonly part: Use;
    readonly room: Room;
    readonly tag: string | undefined;
  }): LoweredUse {
    const asText = this.#isText(from, part.node, room);
    const inner = room.enter(from, part.node);
    const made: Lowered = this.#place(part.node, { room: inner, tag, asText });
    return { use: { wire: made.wire, docs: part.docs }, plan: made.plan };
  }

  #isText(from: Node, part: Node, room: Room): boolean {
    if (this.#text === undefined) return false;
    if (this.#choices.text.has(part.id)) return true;
    const { closedCycles } = this.#model;
    const endless =
      this.#capabilities.references === "cyclic_if_optional" && closedCycles.closes(from, part);
    return endless || !room.allows(from, part);
  }
}
