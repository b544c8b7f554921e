/**
 * Loads a package when it is first needed, and at once: models are made where nothing can be awaited, and a program that
 * never meets a zod 3 schema or a JSON Schema should not wait for their packages.
 */
export function loader<Module>(specifier: string): () => Module {
  let loaded: { readonly module: Module } | undefined;
  return () => {
    // The declared type is the package's own.
    loaded ??= { module: requireHere()(specifier) as Module };
    return loaded.module;
  };
}

function requireHere(): NodeJS.Require {
  return process.getBuiltinModule("node:module").createRequire(import.meta.url);
}
