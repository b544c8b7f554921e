import type { Wire } from "../lowering/wire.ts";

export type JsonKind = "string" | "number" | "boolean" | "null" | "object" | "array" | "none";

export function jsonKind(value: unknown): JsonKind {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  const kinds = ["string", "number", "boolean", "object"] as const;
  return kinds.find((kind) => kind === typeof value) ?? "none";
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
