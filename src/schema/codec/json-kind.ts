import type { Wire } from "../lowering/wire.ts";

export type JsonKind = "string" | "number" | "boolean" | "null" | "object" | "array" | "none";

export function jsonKind(value: unknown): JsonKind {
  const type = typeof value;
  if (type === "string" || type === "number" || type === "boolean") return type;
  if (value === null) return "null";
  if (type !== "object") return "none";
  return Array.isArray(value) ? "array" : "object";
}

/** The kinds of JSON that a part of a schema takes. */
export function formOfWire({ body }: Wire): ReadonlySet<JsonKind> {
  switch (body.kind) {
    case "string":
    case "number":
    case "boolean":
    case "null":
    case "object":
    case "array":
      return new Set([body.kind]);
    case "any":
      return new Set(["string", "number", "boolean", "null", "object", "array"]);
    case "enum":
      return new Set(body.values.map(jsonKind));
    case "union":
      return new Set(body.branches.flatMap(({ wire }) => [...formOfWire(wire)]));
  }
}
