import { matchesPattern } from "../intermediate/pattern.ts";
import type { Pattern } from "../intermediate/sketch.ts";
import type { Scope } from "./scope.ts";

/** Names on the wire for the keys of one object: the keys themselves wherever the dialect takes them. */
export class WireKeys {
  readonly #scope: Scope;
  readonly #taken: Set<string>;
  /** Some name is not the model's. */
  renamed = false;

  /** All keys of the object, so that no new name takes an old one's place. */
  constructor(scope: Scope, keys: readonly string[]) {
    this.#scope = scope;
    this.#taken = new Set(keys);
  }

  /** The name of a property, and a sentence on what it stands for where it had to change. */
  rename(key: string): { readonly wireKey: string; readonly notes: readonly string[] } {
    const { keys } = this.#scope.capabilities.objects;
    if (keys.test(key) && key !== "__proto__") return { wireKey: key, notes: [] };
    const wireKey = this.add(sanitised(key));
    this.#scope.change("L_KEY", `Called "${wireKey}" on the wire.`, key);
    return { wireKey, notes: [`The field "${key}".`] };
  }

  /** Whether a pattern is true of some name. */
  have(pattern: Pattern): boolean {
    return [...this.#taken].some((name) => matchesPattern(pattern, name));
  }

  /** A free name, as near to the wanted one as can be. */
  add(wanted: string): string {
    this.renamed = true;
    let name = wanted;
    for (let count = 2; this.#taken.has(name); count += 1) name = `${wanted}_${count}`;
    this.#taken.add(name);
    return name;
  }
}

/** Every provider takes this many characters, a number behind them included. */
const LONGEST = 56;

function sanitised(key: string): string {
  // The mark of what was there is kept, so that "@type" doesn't take the name of a "type" that isn't declared.
  const plain = key.replaceAll(/[^a-zA-Z0-9_-]+/g, "_");
  return /^_*$/.test(plain) ? "field" : plain.slice(0, LONGEST);
}
