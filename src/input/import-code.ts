import { registerHooks } from "node:module";

/** A user's own TypeScript; what is under node_modules is never loaded so. */
const OWN_TYPESCRIPT = /^file:(?!.*\/node_modules\/).*\.ts$/;

/**
 * Imports a user's file. TypeScript is taken as a module whatever the nearest package.json says: `npm init` writes
 * `"type": "commonjs"` there, with which Node refuses the `import` that every schema starts with.
 */
export async function importCode(url: string): Promise<unknown> {
  const hooks = registerHooks({
    load: (loaded, context, next) =>
      next(
        loaded,
        OWN_TYPESCRIPT.test(loaded) ? { ...context, format: "module-typescript" } : context,
      ),
  });
  try {
    return await import(url);
  } finally {
    hooks.deregister();
  }
}
