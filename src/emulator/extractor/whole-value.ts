import type { JsonValue } from "../../util/json.ts";
import { Passage } from "./facts/passage.ts";
import { choicesIn } from "./fill/choice.ts";
import { fitNumber, fitText } from "./fit.ts";
import type { SchemaNode } from "./node.ts";

/** A text that is known to be the value, as what a node holds; undefined where it can't be that. */
export function wholeValue(node: SchemaNode, text: string): JsonValue | undefined {
  switch (node.kind) {
    case "any":
      return text;
    case "text":
      return fitText(text, node);
    case "number": {
      const [first] = new Passage(text).numbers;
      return first === undefined ? undefined : fitNumber(first.value, node);
    }
    case "boolean":
      return truth(text);
    case "choice":
      return choicesIn(new Passage(text), node.values)[0];
    case "union":
      return node.branches
        .map((branch) => wholeValue(branch, text))
        .find((value) => value !== undefined);
    case "reference":
      return wholeValue(node.resolve(), text);
    case "null":
    case "object":
    case "list":
    case "never":
      return undefined;
  }
}

function truth(text: string): boolean | undefined {
  if (/^(?:yes|true|y|on)\b/i.test(text)) return true;
  return /^(?:no|false|n|off)\b/i.test(text) ? false : undefined;
}
