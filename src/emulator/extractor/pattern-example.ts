import { type AST, parseRegExpLiteral } from "@eslint-community/regexpp";

/** Repetitions that are written where a quantifier asks for none in particular. */
const FEWEST = 1;

/**
 * A text that fits a pattern; undefined for a pattern that is beyond it, such as one with a lookaround. `shortest`
 * leaves out whatever may be left out, else optional parts are written once.
 */
export function patternExample(
  pattern: RegExp,
  { minLength = 0 }: { readonly minLength?: number } = {},
): string | undefined {
  const parsed = parse(pattern);
  if (parsed === undefined) return undefined;
  for (const extra of [0, minLength]) {
    const example = new Writer(extra).alternatives(parsed.pattern.alternatives);
    if (pattern.test(example) && Array.from(example).length >= minLength) return example;
  }
  return undefined;
}

function parse(pattern: RegExp): AST.RegExpLiteral | undefined {
  try {
    return parseRegExpLiteral(pattern);
  } catch {
    return undefined;
  }
}

/** Writes one example of a parsed pattern. */
class Writer {
  readonly #groups = new Map<AST.CapturingGroup, string>();
  /** How often a part that may repeat without end is written more than it must. */
  readonly #extra: number;

  constructor(extra: number) {
    this.#extra = extra;
  }

  alternatives(alternatives: readonly AST.Alternative[]): string {
    const [first] = alternatives;
    return first === undefined ? "" : first.elements.map((part) => this.#element(part)).join("");
  }

  #element(element: AST.Element): string {
    switch (element.type) {
      case "Character":
        return String.fromCodePoint(element.value);
      case "CharacterSet":
        return setExample(element);
      case "CharacterClass":
        return classExample(element);
      case "Group":
        return this.alternatives(element.alternatives);
      case "CapturingGroup": {
        const text = this.alternatives(element.alternatives);
        this.#groups.set(element, text);
        return text;
      }
      case "Backreference": {
        const { resolved } = element;
        const [group] = Array.isArray(resolved) ? resolved : [resolved];
        return group === undefined ? "" : (this.#groups.get(group) ?? "");
      }
      case "Quantifier":
        return this.#repeated(element);
      case "Assertion":
      case "ExpressionCharacterClass":
        return "";
    }
  }

  #repeated({ element, min, max }: AST.Quantifier): string {
    const wanted = Math.max(min, FEWEST, max === Infinity ? this.#extra : 0);
    return this.#element(element).repeat(Math.min(wanted, max));
  }
}

function setExample(set: AST.CharacterSet): string {
  switch (set.kind) {
    case "digit":
      return set.negate ? "a" : "0";
    case "space":
      return set.negate ? "a" : " ";
    case "word":
      return set.negate ? "-" : "a";
    case "any":
    case "property":
      return "a";
  }
}

function classExample(wanted: AST.CharacterClass): string {
  if (!wanted.negate) {
    const [first] = wanted.elements;
    if (first === undefined) return "";
    if (first.type === "Character") return String.fromCodePoint(first.value);
    if (first.type === "CharacterClassRange") return String.fromCodePoint(first.min.value);
    return first.type === "CharacterSet" ? setExample(first) : "a";
  }
  const pattern = new RegExp(wanted.raw, "u");
  return Array.from("a0A-_ .~").find((character) => pattern.test(character)) ?? "a";
}
