import type { JsonValue } from "../../util/json.ts";
import { Passage } from "./facts/passage.ts";
import { findLabel } from "./facts/labels.ts";
import { booleanFill } from "./fill/boolean.ts";
import { choiceFill } from "./fill/choice.ts";
import { listFill } from "./fill/list.ts";
import { numberFill } from "./fill/number.ts";
import { DEEPEST, objectFill } from "./fill/object.ts";
import { textFill } from "./fill/text.ts";
import { marksOf, unionFill } from "./fill/union.ts";
import type { Fill } from "./found.ts";
import { smallest } from "./smallest.ts";
import type { ListNode, ObjectNode, Reading, Schema, SchemaNode } from "./node.ts";
import { SchemaReader } from "./read-schema.ts";
import { splitName } from "./words.ts";

/** Reads a schema once and gives what fills it from any text. */
export type Extractor = (text: string) => JsonValue;

export const EVERYTHING_READ: Reading = { ignored: new Set(), requiredFirst: false };

export function compileExtractor(schema: Schema, reading: Reading = EVERYTHING_READ): Extractor {
  const about = { words: [], parents: [], hints: new Set<string>() };
  const root = new SchemaReader(schema, reading).read(schema, about);
  const fill = new Compiler().compile(root);
  return (text) => fill(new Passage(text), 0).value;
}

class Compiler {
  readonly #compiled = new Map<SchemaNode, Fill>();

  compile(node: SchemaNode): Fill {
    const known = this.#compiled.get(node);
    if (known !== undefined) return known;
    const fill = this.#fillOf(node);
    this.#compiled.set(node, fill);
    return fill;
  }

  #fillOf(node: SchemaNode): Fill {
    switch (node.kind) {
      case "any":
        return (passage) => {
          const label = findLabel(passage.labels, node.about.words);
          return label === undefined ? NOTHING : { value: label.value, hits: 1 };
        };
      case "null":
      case "never":
        return () => NOTHING;
      case "boolean":
        return booleanFill(node.about);
      case "choice":
        return choiceFill(node.values, node.about);
      case "text":
        return textFill(node);
      case "number":
        return numberFill(node);
      case "object":
        return this.#object(node);
      case "list":
        return this.#list(node);
      case "union":
        return unionFill(
          node.branches.map((branch) => ({
            node: branch,
            fill: this.compile(branch),
            marks: marksOf(branch),
          })),
        );
      case "reference":
        return this.#reference(node);
    }
  }

  /** Compiled when it is first followed, since it may lead back to where it stands; closed where it leads too deep. */
  #reference(node: SchemaNode & { readonly kind: "reference" }): Fill {
    let fill: Fill | undefined;
    return (passage, depth) => {
      if (depth > DEEPEST) return { value: smallest(node) ?? null, hits: 0 };
      fill ??= this.compile(node.resolve());
      return fill(passage, depth + 1);
    };
  }

  #object(node: ObjectNode): Fill {
    const members = node.properties.map(({ key, node: member, required }) => ({
      key,
      words: splitName(key),
      required,
      fill: this.compile(member),
      structured: isStructured(member),
    }));
    const { additional } = node;
    return objectFill(
      node,
      members,
      additional && { node: additional, read: this.compile(additional) },
    );
  }

  #list(node: ListNode): Fill {
    const { items } = node;
    const item = items && {
      node: items,
      read: this.compile(items),
      members:
        items.kind === "object" ? items.properties.filter(({ required }) => required).length : 0,
    };
    return listFill(
      node,
      node.prefix.map((one) => this.compile(one)),
      item,
    );
  }
}

const NOTHING = { value: null, hits: 0 };

function isStructured(node: SchemaNode): boolean {
  if (node.kind === "union") return node.branches.some(isStructured);
  return node.kind === "object" || node.kind === "reference";
}
