import type { JsonObject, JsonValue } from "../../util/json.ts";
import { writeMember } from "../codec/members.ts";
import type { Capabilities } from "../dialects/capabilities.ts";
import { mergeDocs } from "../intermediate/docs.ts";
import type { Wire, WireBody, WireObject, WireUse } from "../lowering/wire.ts";
import { definitionsOf } from "./definitions.ts";
import { describe } from "./description.ts";
import { given } from "./given.ts";
import type { SchemaDraft } from "./given.ts";
import { emitEnum, emitNumber, emitString } from "./leaves.ts";
import { emitUnion } from "./emit-union.ts";

/** Writes a part where it is used. What can't be said beside a reference goes to `aside`. */
type EmitUse = (use: WireUse, aside: string[], label?: string) => SchemaDraft;

/** The JSON Schema of a graph in a dialect. The root is always written out. */
export function emit(root: WireUse, capabilities: Capabilities): JsonObject {
  const refers = capabilities.references !== "none";
  const names = refers ? definitionsOf(root.wire) : new Map<Wire, string>();

  const emitUse: EmitUse = (use, aside, label) => {
    const name = names.get(use.wire);
    if (name === undefined) return emitInline(use.wire, mergeDocs(use.docs, use.wire.docs));
    const reference: SchemaDraft = { $ref: `#/$defs/${name}` };
    const said = describe(use.docs);
    if (said === undefined) return reference;
    if (capabilities.referenceDocs) return { ...reference, description: said };
    aside.push(label === undefined ? said : `${label}: ${said}`);
    return reference;
  };

  const emitInline = (wire: Wire, docs: WireUse["docs"]): SchemaDraft => {
    const aside: string[] = [];
    const schema = emitBody(wire.body, { capabilities, emitUse, aside });
    const description = describe(docs, aside);
    return description === undefined ? schema : { ...schema, description };
  };

  const schema = emitInline(root.wire, mergeDocs(root.docs, root.wire.docs));
  if (names.size === 0) return schema;
  const definitions: SchemaDraft = {};
  for (const [wire, name] of names) definitions[name] = emitInline(wire, wire.docs);
  return { ...schema, $defs: definitions };
}

export interface Emission {
  readonly capabilities: Capabilities;
  readonly emitUse: EmitUse;
  readonly aside: string[];
}

function emitBody(body: WireBody, emission: Emission): SchemaDraft {
  switch (body.kind) {
    case "any":
      return {};
    case "boolean":
    case "null":
      return { type: body.kind };
    case "string":
      return emitString(body);
    case "number":
      return emitNumber(body);
    case "enum":
      return emitEnum(body.values, emission.capabilities);
    case "object":
      return emitObject(body, emission);
    case "array":
      return emitArray(body, emission);
    case "union":
      return emitUnion(body.branches, emission);
  }
}

function emitObject(body: WireObject, { capabilities, emitUse, aside }: Emission): SchemaDraft {
  const properties: SchemaDraft = {};
  for (const { key, use } of body.properties) {
    writeMember(properties, key, emitUse(use, aside, `"${key}"`));
  }
  const required = body.properties.filter((property) => property.required).map(({ key }) => key);
  const patterns: SchemaDraft = {};
  for (const { source, use } of body.patterns) writeMember(patterns, source, emitUse(use, aside));
  const { additionalProperties } = capabilities.objects;
  const rest = restOf(body, { capabilities, emitUse, aside });
  return {
    type: "object",
    ...(body.properties.length > 0 || additionalProperties === "false" ? { properties } : {}),
    ...(body.patterns.length > 0 && { patternProperties: patterns }),
    ...(body.keys !== undefined && { propertyNames: emitUse(body.keys, aside) }),
    ...(required.length > 0 || additionalProperties === "false" ? { required } : {}),
    ...(rest !== undefined && { additionalProperties: rest }),
    ...given({ minProperties: body.minProperties, maxProperties: body.maxProperties }),
  };
}

function restOf(
  { rest }: WireObject,
  { capabilities, emitUse, aside }: Emission,
): JsonValue | undefined {
  const { additionalProperties } = capabilities.objects;
  if (additionalProperties === "absent") return undefined;
  if (typeof rest !== "string") return emitUse(rest, aside, "Other fields");
  if (additionalProperties === "false" || rest === "closed") return false;
  return undefined;
}

function emitArray(
  body: Extract<WireBody, { kind: "array" }>,
  { capabilities, emitUse, aside }: Emission,
): SchemaDraft {
  const { prefix, items, minItems, maxItems, uniqueItems } = body;
  const closed = items === undefined && capabilities.arrays.closedItems;
  return {
    type: "array",
    ...(prefix.length > 0 && { prefixItems: prefix.map((item) => emitUse(item, aside)) }),
    ...(items !== undefined && { items: emitUse(items, aside, "Each") }),
    ...(closed && { items: false }),
    ...given({ minItems, maxItems }),
    ...(uniqueItems && { uniqueItems }),
  };
}
