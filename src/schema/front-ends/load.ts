/**
 * Loads a package when it is first needed, and at once: models are made where nothing can be awaited, and a program that
 * never meets a zod 3 schema or a JSON Schema should not wait for their packages.
 */
export function load(specifier: string): unknown {
  return process.getBuiltinModule("node:module").createRequire(import.meta.url)(specifier);
}
