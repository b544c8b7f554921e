import type { Capabilities } from "../dialects/capabilities.ts";
import { kindOfConstant } from "../intermediate/constant.ts";
import type { EnumValue, WireBody, WireString } from "../lowering/wire.ts";
import { given } from "./given.ts";
import type { SchemaDraft } from "./given.ts";

export function emitString({ format, pattern, minLength, maxLength }: WireString): SchemaDraft {
  return { type: "string", ...given({ format, pattern, minLength, maxLength }) };
}

export function emitNumber({
  kind: _kind,
  integer,
  ...bounds
}: Extract<WireBody, { kind: "number" }>): SchemaDraft {
  return { type: integer ? "integer" : "number", ...given(bounds) };
}

export function emitEnum(values: readonly EnumValue[], capabilities: Capabilities): SchemaDraft {
  const types = [...new Set(values.map(kindOfConstant))].filter((kind) => kind !== "other");
  const [only] = types;
  if (types.length === 1 && only !== undefined) return { type: only, enum: values };
  return capabilities.constants.mixed === "typed"
    ? { type: types, enum: values }
    : { enum: values };
}
