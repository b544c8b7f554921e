import { fold } from "../../util/fold.ts";
import type { Cycles } from "../intermediate/cycles.ts";
import { partsOf } from "../intermediate/node.ts";
import type { Node } from "../intermediate/node.ts";

/** What one model leaves to all its rooms. */
interface Building {
  readonly cycles: Cycles;
  readonly unrolled: number;
  readonly heights: Map<string, number>;
  readonly sizes: Map<string, number>;
}

export interface RoomLimits {
  /** How often a recursion may be entered again. */
  readonly unrolled: number;
  /** Levels of objects. */
  readonly depth: number;
  /** Parts, where every use of a part is a copy. */
  readonly parts: number;
}

/** How much may still come below a place; the same node in different rooms may turn out differently. */
export class Room {
  readonly #building: Building;
  readonly #fuel: number;
  readonly #levels: number;
  readonly #parts: number;
  #shares: ReadonlyMap<Node, number> | undefined;

  private constructor(building: Building, limits: RoomLimits) {
    this.#building = building;
    this.#fuel = limits.unrolled;
    this.#levels = limits.depth;
    this.#parts = limits.parts;
  }

  static of(cycles: Cycles, limits: RoomLimits): Room {
    const building = {
      cycles,
      unrolled: limits.unrolled,
      heights: new Map<string, number>(),
      sizes: new Map<string, number>(),
    };
    return new Room(building, limits);
  }

  /** Equal for rooms in which the node turns out the same. */
  keyFor(node: Node): string {
    const { cycles } = this.#building;
    const fuel = cycles.together(node, node) ? this.#fuel : "";
    const levels =
      this.#levels === Infinity || this.#height(node) <= this.#levels ? "" : this.#levels;
    const parts = this.#parts === Infinity || this.#size(node) <= this.#parts ? "" : this.#parts;
    return `${fuel}:${levels}:${parts}`;
  }

  /** Whether a part may be written out. */
  allows(from: Node, part: Node): boolean {
    if (partsOf(part.shape).length === 0 && !isLevel(part)) return true;
    if (this.#building.cycles.closes(from, part) && this.#fuel <= 0) return false;
    if (this.#levels !== Infinity && this.#levels <= 1 && isLevel(part)) {
      return this.#levels === 1 && !isLevel(from);
    }
    return this.#parts === Infinity || this.#sharesOf(from).get(part) !== 0;
  }

  enter(from: Node, part: Node): Room {
    const { cycles, unrolled } = this.#building;
    const closing = cycles.closes(from, part);
    const inside = cycles.together(from, part);
    return new Room(this.#building, {
      unrolled: closing ? this.#fuel - 1 : inside ? this.#fuel : unrolled,
      depth: isLevel(from) ? this.#levels - 1 : this.#levels,
      parts: this.#parts === Infinity ? Infinity : (this.#sharesOf(from).get(part) ?? 0),
    });
  }

  /** Levels of objects that a node needs, recursion left out. */
  #height(node: Node): number {
    const { cycles, heights } = this.#building;
    const partsBelow = (from: Node) =>
      partsOf(from.shape)
        .filter((part) => !cycles.closes(from, part.node))
        .map((part) => ({ key: String(part.node.id), node: part.node }));
    return fold({ key: String(node.id), node }, (state) => partsBelow(state.node), {
      known: heights,
      compute: (state, heightOf) =>
        Math.max(0, ...partsBelow(state.node).map(heightOf)) + (isLevel(state.node) ? 1 : 0),
    });
  }

  /** Parts that a node comes to when every use is a copy. */
  #size(node: Node, fuel: number = this.#fuel): number {
    const { cycles, sizes, unrolled } = this.#building;
    const partsBelow = (state: State): readonly State[] =>
      partsOf(state.node.shape).flatMap((part) => {
        const closing = cycles.closes(state.node, part.node);
        if (closing) return state.fuel > 0 ? [stateOf(part.node, state.fuel - 1)] : [];
        const inside = cycles.together(state.node, part.node);
        return [stateOf(part.node, inside ? state.fuel : unrolled)];
      });
    return fold(stateOf(node, fuel), partsBelow, {
      known: sizes,
      compute: (state, sizeOf) =>
        partsBelow(state).reduce((sum, part) => Math.min(sum + sizeOf(part), 1e9), 1),
    });
  }

  /** Divides the room among a node's parts: what is small gets what it needs, the rest is shared out evenly. */
  #sharesOf(from: Node): ReadonlyMap<Node, number> {
    this.#shares ??= divide(
      this.#parts - 1,
      partsOf(from.shape).map(({ node }) => ({ node, size: this.#size(node) })),
    );
    return this.#shares;
  }
}

/** Whether a node is an object of its own on the wire, as records and tuples mostly are. */
function isLevel({ shape }: Node): boolean {
  if (shape.kind === "array") return shape.prefix.length > 0;
  return shape.kind === "object" || shape.kind === "map";
}

/** A node with what is left to unroll in it. */
interface State {
  readonly key: string;
  readonly node: Node;
  readonly fuel: number;
}

function stateOf(node: Node, fuel: number): State {
  return { key: `${node.id}:${fuel}`, node, fuel };
}

/** A part below this share is not worth being written out. */
const SMALLEST_SHARE = 1;

function divide(
  room: number,
  parts: readonly { readonly node: Node; readonly size: number }[],
): ReadonlyMap<Node, number> {
  const shares = new Map<Node, number>();
  let left = room;
  let waiting = parts.length;
  for (const { node, size } of parts.toSorted((a, b) => a.size - b.size)) {
    const fair = Math.floor(left / waiting);
    const share = size <= fair ? size : fair < SMALLEST_SHARE ? 0 : fair;
    shares.set(node, share);
    left -= share;
    waiting -= 1;
  }
  return shares;
}
