import { glob, readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { expect, it } from "vitest";

const src = new URL("../src", import.meta.url).pathname;

const MODEL = ["model"];
const SCHEMA = [...MODEL, "schema"];
const PROVIDERS = [...SCHEMA, "providers"];
const EDGES = [...PROVIDERS, "prompt", "store", "input", "output", "pricing"];
const LIFECYCLE = [...EDGES, "lifecycle"];
const PROCESSOR = [...LIFECYCLE, "batch-processor.ts"];

/** Layer -> layers it may import. Everything may import `errors.ts` and `util`. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  "errors.ts": [],
  util: [],
  model: [],
  schema: MODEL,
  prompt: SCHEMA,
  providers: SCHEMA,
  store: PROVIDERS,
  input: [...PROVIDERS, "prompt"],
  output: PROVIDERS,
  pricing: PROVIDERS,
  lifecycle: EDGES,
  "batch-processor.ts": LIFECYCLE,
  "index.ts": PROCESSOR,
  cli: [...PROCESSOR, "index.ts", "emulator"],
  // Written from the providers' documented wire, so that it disagrees when an adapter is wrong.
  emulator: [],
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly specifier: string;
}

it("imports only point down the layers", async () => {
  const violations = (await imports())
    .filter(({ specifier }) => specifier.startsWith("."))
    .filter(({ file, from, specifier }) => {
      const to = layerOf(join(dirname(file), specifier));
      const free = to === from || to === "errors.ts" || to === "util";
      return !free && !allowed[from]?.includes(to);
    });
  expect(violations).toEqual([]);
});

it("models, schemas, prompts and codecs do no I/O", async () => {
  const violations = (await imports()).filter(
    ({ file, specifier }) =>
      isPure(file) &&
      /^node:(?!crypto$|util$)|^(openai|@anthropic-ai\/sdk|@google\/genai)/.test(specifier),
  );
  expect(violations).toEqual([]);
});

/** A provider's name, but for model ids, flags and kinds of servers, such as `openai/gpt-4o-mini` and `openai-compatible`. */
const NAMED = /(?<!-)(openai|anthropic|google|gemini|claude)(?![-/])/gi;

it("a provider is named only in its own folder, in the registry and in the emulator", async () => {
  const violations: string[] = [];
  for await (const file of glob(`${src}/**/*.ts`)) {
    const name = relative(src, file);
    if (/^(providers|emulator|schema)\//.test(name)) continue;
    const code = withoutComments(await readFile(file, "utf8"));
    for (const [found] of code.matchAll(NAMED)) {
      violations.push(`${name}: ${found}`);
    }
  }
  expect(violations).toEqual([]);
});

/** Whether a file may do no I/O. */
function isPure(file: string): boolean {
  return (
    ["model", "schema", "prompt"].includes(layerOf(file)) ||
    /\/(codec|request|result|status|models)\.ts$/.test(file)
  );
}

async function imports(): Promise<readonly Import[]> {
  const found: Import[] = [];
  for await (const file of glob(`${src}/**/*.ts`)) {
    const text = await readFile(file, "utf8");
    for (const [, specifier = ""] of text.matchAll(/(?:from|import\() ?"([^"]+)"/g)) {
      found.push({ file, from: layerOf(file), specifier });
    }
  }
  return found;
}

function layerOf(file: string): string {
  return relative(src, file).split("/")[0] ?? "";
}

function withoutComments(code: string): string {
  return code.replace(/\/\*[^]*?\*\/|(?<![:"'`])\/\/.*$/gm, "");
}
