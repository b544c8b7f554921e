import type { Docs } from "../intermediate/docs.ts";
import type { Node, Shape } from "../intermediate/node.ts";
import type { ModelPath } from "../intermediate/path.ts";

/** A node that is still worked on: links to it are made before its shape is known. */
export type DraftNode = { -readonly [Key in keyof Node]: Node[Key] };

const UNKNOWN: Shape = { kind: "any" };

/** Makes the nodes of one model, numbered in the order in which they are made. */
export class NodeFactory {
  readonly nodes: DraftNode[] = [];
  /** What JSON can't carry and the model can do without. */
  readonly leftOut: Set<Node> = new Set();

  create(details: {
    readonly path: ModelPath;
    readonly name: string | undefined;
    readonly docs: Docs;
    readonly shape?: Shape;
  }): DraftNode {
    const { path, name, docs, shape = UNKNOWN } = details;
    const node = { id: this.nodes.length, path, name, docs, shape, guessed: false };
    this.nodes.push(node);
    return node;
  }
}
