/** Where a part stands in the response model, such as `["lines", "[]", "price"]`. */
export type ModelPath = readonly (string | number)[];

/** The step into the items of an array, or the values of a record, that have no name of their own. */
export const EACH = "[]";

/** A JSON pointer (RFC 6901) of a path. */
export function toPointer(path: readonly (string | number)[]): string {
  return path
    .map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}

/** The steps of a JSON pointer. A missing first slash is forgiven: language models leave it out. */
export function fromPointer(pointer: string): readonly string[] {
  if (pointer === "") return [];
  const steps = pointer.startsWith("/") ? pointer.slice(1) : pointer;
  return steps.split("/").map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}
