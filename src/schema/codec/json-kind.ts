import type { Wire } from "../lowering/wire.ts";

export type JsonKind = "string" | "number" | "boolean" | "null" | "object" | "array" | "none";

export function jsonKind(value: unknown): JsonKind {
  switch (typeof value) {
    case "string":
      return "string";
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "object":
      if (value === null) return "null";
      return Array.isArray(value) ? "array" : "object";
    // Nothing else is JSON.
    default:
      return "none";
  }
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
