import { builtinModules } from "node:module";
import { build, type Plugin } from "rolldown";

/**
 * Node's own modules that cost each command milliseconds though it has no use for them: commander would run subcommands as
 * programs of their own; we have none. And `process` is there without being imported.
 */
const STAND_INS: Readonly<Record<string, string>> = {
  "node:child_process": "export default {};",
  "node:process": "export default process;",
};

const IMPORTED = "\0imported:";
const REQUIRED = "\0required:";
const IDENTIFIER = /^[a-zA-Z_$][\w$]*$/;

/**
 * Takes what Node has built in without importing it: an `import` reads all exports of a module, and so loads what it keeps
 * for later. And packages `require` it, which a module can't.
 */
const builtins: Plugin = {
  name: "builtins",
  resolveId(source, _importer, { kind }) {
    const name = `node:${source.replace(/^node:/, "")}`;
    if (!builtinModules.includes(name.slice(5)) && !builtinModules.includes(name)) return null;
    if (kind === "import-statement") return { id: `${IMPORTED}${name}`, moduleSideEffects: false };
    return kind === "require-call" ? { id: `${REQUIRED}${name}` } : null;
  },
  async load(id) {
    if (id.startsWith(REQUIRED)) return requiredSource(id.slice(REQUIRED.length));
    return id.startsWith(IMPORTED) ? await importedSource(id.slice(IMPORTED.length)) : null;
  },
};

function requiredSource(name: string): string {
  const standIn = STAND_INS[name]?.replace("export default", "module.exports =");
  return standIn ?? `module.exports = process.getBuiltinModule("${name}");`;
}

/** Reads those exports only that somebody imports. */
async function importedSource(name: string): Promise<string> {
  const standIn = STAND_INS[name];
  if (standIn !== undefined) return standIn;
  const all: object = await import(name);
  const names = Object.keys(all).filter((key) => key !== "default" && IDENTIFIER.test(key));
  return [
    `const all = process.getBuiltinModule("${name}");`,
    "export default all;",
    ...names.map((key) => `const _${key} = /* @__PURE__ */ (() => all.${key})();`),
    `export { ${names.map((key) => `_${key} as ${key}`).join(", ")} };`,
  ].join("\n");
}

/** What `batch`, `--help` and `--version` load. */
const START = ["src/cli/process.ts"];
/** What next to every other command loads; with all that these import, in one file, since each file costs a third of a millisecond. */
const COMMON = ["src/cli/cli.ts", "src/cli/commands/status.ts", "node_modules/cli-table3/index.js"];

function isOneOf(paths: readonly string[]): (id: string) => boolean {
  return (id) => paths.some((path) => id.endsWith(`/${path}`));
}

await build({
  input: { main: "src/cli/main.ts", thread: "src/lifecycle/thread.ts" },
  platform: "node",
  // Loaded when a command needs them, as they are: SDKs, and the zod that response models are written with.
  external: [
    "openai",
    "@anthropic-ai/sdk",
    "@google/genai",
    "zod",
    "zod-to-json-schema",
    "ajv",
    "ajv-formats",
    "ajv-draft-04",
    "hono",
    "@hono/node-server",
    "@fastify/busboy",
    "@eslint-community/regexpp",
  ].map((name) => new RegExp(`^${name}(/|$)`)),
  plugins: [builtins],
  output: {
    dir: "dist/cli",
    format: "esm",
    sourcemap: true,
    chunkFileNames: "chunk-[hash].js",
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    codeSplitting: {
      groups: [
        { name: "start", test: isOneOf(START), priority: 2 },
        { name: "common", test: isOneOf(COMMON), priority: 1 },
      ],
    },
  },
});
