import { builtinModules } from "node:module";
import * as util from "node:util";
import * as esbuild from "esbuild";

/**
 * Node's own modules that cost each command milliseconds: an `import` reads all exports of a module, and so loads what it
 * keeps for later. Commander would run subcommands as programs of their own; we have none.
 */
const STAND_INS: Readonly<Record<string, string>> = {
  "node:child_process": "module.exports = {};",
  "node:process": "module.exports = process;",
  "node:util": `module.exports = Object.defineProperties({}, {
    ${Object.keys(util)
      .map((name) => `${name}: { get: () => process.getBuiltinModule("node:util").${name} }`)
      .join(", ")}
  });`,
};

const builtins: esbuild.Plugin = {
  name: "builtins",
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ path, kind }) => {
      const name = `node:${path.replace(/^node:/, "")}`;
      if (name in STAND_INS) return { path: name, namespace: "stand-in" };
      // Older packages `require` what Node has built in, which a module can't.
      if (kind !== "require-call" || !builtinModules.includes(name.slice(5))) return undefined;
      return { path: name, namespace: "required" };
    });
    build.onLoad({ filter: /.*/, namespace: "stand-in" }, ({ path }) => ({
      contents: STAND_INS[path] ?? "",
    }));
    build.onLoad({ filter: /.*/, namespace: "required" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule("${path}");`,
    }));
  },
};

await esbuild.build({
  entryPoints: { main: "src/cli/main.ts", thread: "src/lifecycle/thread.ts" },
  outdir: "dist/cli",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node24",
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: true,
  chunkNames: "chunk-[hash]",
  logLevel: "warning",
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
  ],
  plugins: [builtins],
});
