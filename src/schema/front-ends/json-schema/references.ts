import { SchemaError } from "../../../errors.ts";
import { isObject } from "../../../util/json.ts";
import { fromPointer } from "../../intermediate/path.ts";
import { ignoresSiblings, spoken } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { DATA, NAMED } from "./schemas-in.ts";

/** A JSON Schema as an object; booleans are schemas too. */
export type SchemaObject = Readonly<Record<string, unknown>>;

/** Stands for the address of a document that gives none of its own. */
const NOWHERE = "http://schema.invalid/";

/** Finds what references lead to, by identifier, anchor or pointer. */
export class References {
  readonly #root: SchemaObject;
  readonly #draft: Draft;
  /** Schemas by the absolute address of their resource, and of their anchors. */
  readonly #addressed = new Map<string, unknown>();
  /** The resource that each object stands in. */
  readonly #bases = new Map<object, string>();
  readonly #places = new Map<object, readonly string[]>();

  constructor(root: SchemaObject, draft: Draft) {
    this.#root = root;
    this.#draft = draft;
    this.#index();
  }

  /** Where a schema stands in the document. */
  placeOf(schema: SchemaObject): readonly string[] {
    return this.#places.get(schema) ?? [];
  }

  /** @throws SchemaError for a reference that leads nowhere. */
  resolve(reference: Reference, from: SchemaObject): unknown {
    const found = this.find(reference, from);
    const path = this.placeOf(from);
    if (found === undefined) throw leadsNowhere(reference.address, path);
    if (this.#isLoop(found, from)) throw leadsInCircles(reference.address, path);
    return found;
  }

  /** Whether a schema only refers to others that refer back to it. */
  #isLoop(found: unknown, from: SchemaObject): boolean {
    const seen = new Set([from]);
    let schema = found;
    while (isObject(schema)) {
      const [reference] = referencesIn(spoken(schema, this.#draft));
      if (reference === undefined) return false;
      if (seen.has(schema)) return true;
      seen.add(schema);
      schema = this.find(reference, schema);
    }
    return false;
  }

  /** Undefined for a reference that leads nowhere. */
  find({ keyword, address }: Reference, from: SchemaObject): unknown {
    const found = this.#at(address, from);
    if (keyword === "$ref" || !isObject(found)) return found;
    // Among all places of the name the outermost is meant, and the root is around everything.
    const marked = (schema: unknown): boolean =>
      isObject(schema) &&
      (keyword === "$recursiveRef"
        ? schema["$recursiveAnchor"] === true
        : schema["$dynamicAnchor"] === found["$dynamicAnchor"]);
    if (!marked(found) || (keyword === "$dynamicRef" && !("$dynamicAnchor" in found))) return found;
    const outermost = this.#at(address.slice(address.indexOf("#")), this.#root);
    return marked(outermost) ? outermost : found;
  }

  #at(reference: string, from: SchemaObject): unknown {
    const base = this.#bases.get(from) ?? NOWHERE;
    const hash = reference.indexOf("#");
    const address = hash === -1 ? reference : reference.slice(0, hash);
    const fragment = hash === -1 ? "" : decoded(reference.slice(hash + 1));
    const resource = address === "" ? base : absolute(address, base);
    return this.#within(resource, fragment) ?? this.#fromRoot(address, fragment);
  }

  #within(resource: string, fragment: string): unknown {
    if (fragment !== "" && !fragment.startsWith("/")) {
      return this.#addressed.get(`${resource}#${fragment}`);
    }
    const document = this.#addressed.get(resource);
    return fragment === "" ? document : at(document, fragment);
  }

  /** Pointers are often written from the document's root, identifiers in between or not. */
  #fromRoot(address: string, fragment: string): unknown {
    if (address !== "") return undefined;
    if (fragment === "" || fragment.startsWith("/")) return at(this.#root, fragment);
    return this.#addressed.get(`${NOWHERE}#${fragment}`);
  }

  #index(): void {
    this.#addressed.set(NOWHERE, this.#root);
    const queue: Place[] = [{ value: this.#root, base: NOWHERE, path: [] }];
    for (const { value, base, path } of queue) {
      if (typeof value !== "object" || value === null || this.#bases.has(value)) continue;
      const own = isObject(value) ? this.#address(value, base) : base;
      this.#bases.set(value, own);
      this.#places.set(value, path);
      for (const [key, part] of Object.entries(value)) {
        // A property may well be called "default".
        if (DATA.has(key) && !NAMED.has(path.at(-1) ?? "")) continue;
        queue.push({ value: part, base: own, path: [...path, key] });
      }
    }
  }

  /** Notes the identifiers and anchors of a schema, and gives the resource that it stands in. */
  #address(schema: SchemaObject, base: string): string {
    const [keyword, other] = this.#draft === "draft-04" ? ["id", "$id"] : ["$id", "id"];
    // The document's own address stands, whatever stands beside it; elsewhere early drafts ignore it beside a reference.
    const stands =
      schema === this.#root || !ignoresSiblings(this.#draft) || typeof schema["$ref"] !== "string";
    const id = schema[keyword];
    const own = stands && isName(id) && !id.startsWith("#") ? absolute(id, base) : base;
    // What is ignored, or the word of other drafts, names a place too; only nothing starts there.
    for (const name of [id, schema[other]].filter(isName)) {
      this.#note(name.startsWith("#") ? `${own}${name}` : absolute(name, base), schema);
    }
    for (const anchor of [schema["$anchor"], schema["$dynamicAnchor"]]) {
      if (typeof anchor === "string") this.#note(`${own}#${anchor}`, schema);
    }
    return own;
  }

  #note(address: string, schema: SchemaObject): void {
    if (!this.#addressed.has(address)) this.#addressed.set(address, schema);
  }
}

function isName(id: unknown): id is string {
  return typeof id === "string" && id !== "";
}

/** What a schema refers to. */
export function referencesIn(schema: SchemaObject): readonly Reference[] {
  return REFERRING.flatMap((keyword) => {
    const address = schema[keyword];
    return typeof address === "string" ? [{ keyword, address }] : [];
  });
}

function at(document: unknown, pointer: string): unknown {
  let value = document;
  for (const step of fromPointer(pointer)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step))
      return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

function absolute(address: string, base: string): string {
  try {
    const url = new URL(address, base);
    url.hash = "";
    return url.href;
  } catch {
    return address;
  }
}

/** What a fragment says; one that is no URI says what is written. */
export function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

const REFERRING = ["$ref", "$dynamicRef", "$recursiveRef"] as const;

export interface Reference {
  readonly keyword: (typeof REFERRING)[number];
  readonly address: string;
}

interface Place {
  readonly value: unknown;
  readonly base: string;
  /** Steps from the root of the document. */
  readonly path: readonly string[];
}

function leadsNowhere(reference: string, path: readonly string[]): SchemaError {
  return new SchemaError({
    rule: "E_REF",
    path,
    reason: `The reference "${reference}" leads nowhere in the schema.`,
    fix: "Put what it means under $defs, and refer to it from there.",
  });
}

function leadsInCircles(reference: string, path: readonly string[]): SchemaError {
  return new SchemaError({
    rule: "E_REF",
    path,
    reason: `The reference "${reference}" leads back to itself, and to nothing else.`,
    fix: "Let it refer to a part that says what the value is.",
  });
}

/** Whether a reference means the schema of schemas, or a part of it. */
export function isMetaSchema(reference: string): boolean {
  return /^https?:\/\/json-schema\.org\/(?:draft-0\d\/schema|draft\/20\d\d-\d\d\/schema|schema)(?:#.*)?$/.test(
    reference,
  );
}
