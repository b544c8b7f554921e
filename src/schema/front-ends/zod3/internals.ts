import { isObject } from "../../../util/json.ts";
export interface Zod3Schema { readonly _def: Readonly<Record<string, unknown>> & { readonly typeName: string } }
export function isZod3(value: unknown): value is Zod3Schema {
  return isObject(value) && !("_zod" in value) && isObject(value["_def"]) && typeof value["_def"]["typeName"] === "string";
}
