/** The value that a text of JSON stands for; what is no JSON stands for itself. */
export function readText(wire: unknown): unknown {
  if (typeof wire !== "string") return wire;
  try {
    return JSON.parse(wire);
  } catch {
    return wire;
  }
}

/** The JSON of a value; undefined where it has none. */
export function writeText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
