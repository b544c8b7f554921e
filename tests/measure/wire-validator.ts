import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { JsonObject } from "../../src/util/json.ts";

/** Validates answers with a schema as it is emitted, formats included. */
export function wireValidator(schema: JsonObject): (wire: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false, logger: false, ownProperties: true });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

/** A value as it is after it was sent: JSON, written and read. */
export function sent(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
