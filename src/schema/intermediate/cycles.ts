import { partsOf } from "./node.ts";
import type { Node, Use } from "./node.ts";

/** Where a graph of nodes leads back into itself. */
export interface Cycles {
  /** Whether both lie on a cycle of their own. */
  together(first: Node, second: Node): boolean;
  /** Whether the link closes a cycle: without all links that do, no cycle is left. */
  closes(from: Node, to: Node): boolean;
}

/** Finds the cycles that can be reached from any of some nodes, along all links or along some of each node's. */
export function findCycles(
  roots: readonly Node[],
  linksOf: (node: Node) => readonly Use[] = ({ shape }) => partsOf(shape),
): Cycles {
  const closing = new Map<Node, Set<Node>>();
  const component = new Map<Node, number>();
  const walk = new Walk(linksOf);
  const visitor: Visitor = {
    onClosing: (from, to) => {
      const targets = closing.get(from) ?? new Set();
      closing.set(from, targets.add(to));
    },
    onComponent: (nodes, id) => {
      for (const node of nodes) component.set(node, id);
    },
  };
  for (const root of roots) walk.run(root, visitor);
  return {
    together: (first, second) => {
      const id = component.get(first);
      return id !== undefined && id === component.get(second);
    },
    closes: (from, to) => closing.get(from)?.has(to) === true,
  };
}

interface Visitor {
  onClosing(from: Node, to: Node): void;
  /** Nodes that reach each other, or one that reaches itself. */
  onComponent(nodes: readonly Node[], id: number): void;
}

/** Tarjan's search for strongly connected components, without recursion of its own. */
class Walk {
  readonly #linksOf: (node: Node) => readonly Use[];
  readonly #index = new Map<Node, number>();
  readonly #low = new Map<Node, number>();
  readonly #open: Node[] = [];
  readonly #isOpen = new Set<Node>();
  readonly #onPath = new Set<Node>();

  constructor(linksOf: (node: Node) => readonly Use[]) {
    this.#linksOf = linksOf;
  }

  run(root: Node, visitor: Visitor): void {
    if (this.#index.has(root)) return;
    const path = [this.#enter(root)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.links[top.next]?.node;
      top.next += 1;
      if (next === undefined) {
        path.pop();
        this.#leave(top.node, path.at(-1)?.node, visitor);
      } else if (!this.#index.has(next)) {
        path.push(this.#enter(next));
      } else if (this.#isOpen.has(next)) {
        this.#lower(top.node, this.#index.get(next));
        if (this.#onPath.has(next)) visitor.onClosing(top.node, next);
      }
    }
  }

  #enter(node: Node): { readonly node: Node; readonly links: readonly Use[]; next: number } {
    const index = this.#index.size;
    this.#index.set(node, index);
    this.#low.set(node, index);
    this.#open.push(node);
    this.#isOpen.add(node);
    this.#onPath.add(node);
    return { node, links: this.#linksOf(node), next: 0 };
  }

  #leave(node: Node, parent: Node | undefined, visitor: Visitor): void {
    this.#onPath.delete(node);
    const low = this.#low.get(node);
    if (parent !== undefined) this.#lower(parent, low);
    if (low !== this.#index.get(node)) return;
    const component = this.#open.splice(this.#open.lastIndexOf(node));
    for (const one of component) this.#isOpen.delete(one);
    const cyclic = component.length > 1 || this.#linksOf(node).some((link) => link.node === node);
    if (cyclic) visitor.onComponent(component, this.#index.get(node) ?? 0);
  }

  #lower(node: Node, low: number | undefined): void {
    this.#low.set(node, Math.min(this.#low.get(node) ?? 0, low ?? 0));
  }
}
