import { isObject } from "../../../util/json.ts";

/** A zod 3 schema of any copy of zod: known by its definition, never by its class. */
export interface Zod3Schema {
  readonly _def: Zod3Definition;
}

/** What a schema was made of; which members there are depends on `typeName`. */
export type Zod3Definition = Readonly<Record<string, unknown>> & { readonly typeName: string };

/** zod 4 has a `_def` too, so that it has to be told before. */
export function isZod3(value: unknown): value is Zod3Schema {
  if (!isObject(value) || "_zod" in value) return false;
  const definition = value["_def"];
  return isObject(definition) && typeof definition["typeName"] === "string";
}

/** Such as "ZodString". */
export function typeNameOf({ _def: definition }: Zod3Schema): string {
  return definition.typeName;
}

/** A schema that a definition holds. */
export function schemaAt(definition: Zod3Definition, member: string): Zod3Schema {
  return asSchema(definition[member]);
}

export function schemasAt(definition: Zod3Definition, member: string): readonly Zod3Schema[] {
  const list = definition[member];
  return Array.isArray(list) ? list.map(asSchema) : [];
}

/** The result of a function that a definition holds, such as the shape of an object. */
export function resultAt(definition: Zod3Definition, member: string): unknown {
  const make = definition[member];
  return typeof make === "function" ? Reflect.apply(make, undefined, []) : undefined;
}

export function asSchema(value: unknown): Zod3Schema {
  if (isZod3(value)) return value;
  throw new TypeError(
    "A zod 3 schema holds what is none: its copy of zod may be mixed with another.",
  );
}
