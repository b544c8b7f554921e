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
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value);
    case "object":
      return value === null || isJsonObject(value);
    default:
      return false;
  }
}

function isJsonObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every(isJson);
}
