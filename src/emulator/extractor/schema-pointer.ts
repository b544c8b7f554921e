import type { JsonObject, JsonValue } from "../../util/json.ts";
import { isJsonObject, isList } from "../json-value.ts";

/** What a local `$ref` points to: `#`, a JSON pointer, or an `$anchor`; undefined where there is no such schema. */
export function resolveReference(root: JsonValue, reference: string): JsonValue | undefined {
  if (reference === "#" || reference === "") return root;
  if (reference.startsWith("#/")) return followPointer(root, reference.slice(2).split("/"));
  return reference.startsWith("#") ? findAnchor(root, reference.slice(1)) : undefined;
}

function followPointer(root: JsonValue, segments: readonly string[]): JsonValue | undefined {
  let current: JsonValue | undefined = root;
  for (const segment of segments) {
    const key = decode(segment);
    if (isList(current)) current = current[Number(key)];
    else if (isJsonObject(current) && Object.hasOwn(current, key)) current = current[key];
    else return undefined;
  }
  return current;
}

function decode(segment: string): string {
  const unescaped = segment.replaceAll("~1", "/").replaceAll("~0", "~");
  try {
    return decodeURIComponent(unescaped);
  } catch {
    return unescaped;
  }
}

function findAnchor(node: JsonValue, name: string): JsonObject | undefined {
  if (isList(node)) {
    for (const item of node) {
      const found = findAnchor(item, name);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!isJsonObject(node)) return undefined;
  if (node["$anchor"] === name) return node;
  return findAnchor(Object.values(node), name);
}
