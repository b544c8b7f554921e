// Loaded with --import: programs that import the package by its name get the sources, and no build is needed.
import { registerHooks } from "node:module";

const MODULES: Readonly<Record<string, string>> = {
  "batch-extract": new URL("../../src/index.ts", import.meta.url).href,
  "batch-extract/emulator": new URL("../../src/emulator/server.ts", import.meta.url).href,
};

registerHooks({
  resolve: (specifier, context, next) => next(MODULES[specifier] ?? specifier, context),
});
