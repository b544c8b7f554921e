import type { JsonValue } from "../../util/json.ts";
import type { Capabilities } from "../dialects/capabilities.ts";
import { takesNull } from "../lowering/wire.ts";
import type { WireUse } from "../lowering/wire.ts";
import type { Emission } from "./emit.ts";
import type { SchemaDraft } from "./given.ts";
import { emitEnum } from "./leaves.ts";

function isNull({ wire }: WireUse): boolean {
  return wire.body.kind === "null";
}

/** A union, with "or null" in the dialect's own way. */
export function emitUnion(branches: readonly WireUse[], emission: Emission): SchemaDraft {
  const { capabilities } = emission;
  const others = branches.filter((branch) => !isNull(branch));
  const orNull = others.length < branches.length;
  const [only] = others;
  if (only === undefined) return { type: "null" };
  if (others.length === 1) {
    return orNull ? emitNullable(only, emission) : emitBranch(only, emission);
  }
  const schemas = others.map((branch) => emitBranch(branch, emission));
  if (!orNull) return { anyOf: schemas };
  if (capabilities.null === "type") return { anyOf: [...schemas, { type: "null" }] };
  // Null is no type here: a branch that isn't bound to constants takes it in.
  const taker = Math.max(
    0,
    schemas.findIndex((schema) => !("enum" in schema)),
  );
  return {
    anyOf: schemas.map((schema, index) =>
      index === taker ? { ...schema, nullable: true } : schema,
    ),
  };
}

function emitBranch(branch: WireUse, { emitUse, aside }: Emission): SchemaDraft {
  return emitUse(branch, aside);
}

function emitNullable(use: WireUse, emission: Emission): SchemaDraft {
  const { capabilities } = emission;
  const { description, ...schema } = emitBranch(use, emission);
  // What is said of the value belongs to the field, and is read there first.
  if (typeof description === "string") emission.aside.push(description);
  if (capabilities.null === "keyword") return { ...schema, nullable: true };
  const { body } = use.wire;
  if ("$ref" in schema) return { anyOf: [schema, { type: "null" }] };
  if (body.kind === "enum" && takesNullInEnum(capabilities)) {
    return emitEnum(takesNull(body) ? body.values : [...body.values, null], capabilities);
  }
  const { type, anyOf } = schema;
  const scalar = ["string", "number", "integer", "boolean"].find((name) => name === type);
  if (scalar !== undefined && !("enum" in schema)) return { ...schema, type: [scalar, "null"] };
  const branches: readonly JsonValue[] = Array.isArray(anyOf) ? anyOf : [schema];
  return { anyOf: [...branches, { type: "null" }] };
}

function takesNullInEnum({ constants }: Capabilities): boolean {
  return constants.kinds.has("null") && constants.mixed !== "no";
}
