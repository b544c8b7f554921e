/** What can be told of a model without running it. */
export interface Inspection {
  /** JSON carries the output unchanged; false where that can't be told. */
  readonly jsonOutput: boolean;
  /** A part is known to be asynchronous. */
  readonly asynchronous: boolean;
}

export function isAsync(value: unknown): boolean {
  return typeof value === "function" && value.constructor.name === "AsyncFunction";
}

/** Whether JSON gives the same value back. */
export function isJson(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value === "object") return value === null || isJsonObject(value);
  return typeof value === "string" || typeof value === "boolean";
}

function isJsonObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every(isJson);
}
