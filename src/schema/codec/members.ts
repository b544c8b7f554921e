/** Names that every object has without anyone having written them: reading them must ask whether they are its own. */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

export function isInherited(key: string): boolean {
  return INHERITED.has(key);
}

/** Reads a member that was written, under any name. */
export function readerOf(key: string): (object: Readonly<Record<string, unknown>>) => unknown {
  if (!isInherited(key)) return (object) => object[key];
  return (object) => (Object.hasOwn(object, key) ? object[key] : undefined);
}

/** Writes a member under any name, never a prototype. */
export function writeMember(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") {
    object[key] = value;
    return;
  }
  Object.defineProperty(object, key, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}

/** An object that is written like JSON's: no date, map or other instance. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || !isBuiltIn(value);
}

function isBuiltIn(value: object): boolean {
  return value instanceof Date || value instanceof Map || value instanceof Set;
}

/** How many members an object has that inherits none: without a list of their names. */
export function countKeys(object: object): number {
  let count = 0;
  for (const key in object) count += key === undefined ? 0 : 1;
  return count;
}
