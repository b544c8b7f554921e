import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands/index.ts";
import { type TestEmulator, testEmulator } from "../support/emulated.ts";
import { DOCUMENTED } from "../support/json-shapes.ts";
import { providerEnv } from "../support/provider-env.ts";
import { spawned, spawnedProgram } from "../support/spawned.ts";
import { workplace, type Workplace } from "../support/workplace.ts";
import { type Block, blocksOf } from "./markdown.ts";
import { filesOf } from "./programs.ts";
import { commandsOf, scriptOf } from "./shell.ts";
import { firstDifference } from "./transcript.ts";

const root = new URL("../..", import.meta.url).pathname;
const readme = await readFile(join(root, "README.md"), "utf8");
const blocks = blocksOf(readme);
const files = filesOf(blocks);

const BLOCK_MS = 60_000;

let place: Workplace;
let emulator: TestEmulator;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  place = await workplace();
  emulator = await testEmulator();
  const bin = join(place.path, "bin");
  await mkdir(bin);
  for (const name of ["batch", "batch-extract"]) {
    const command = `#!/bin/sh\nexec "${process.execPath}" "${join(root, "src/cli/main.ts")}" "$@"\n`;
    await writeFile(join(bin, name), command, { mode: 0o755 });
  }
  // As in an ordinary project of modules.
  await writeFile(join(place.path, "package.json"), '{"type":"module"}');
  env = { ...providerEnv(emulator), PATH: `${bin}:${process.env["PATH"] ?? ""}` };
  for (const { path, text } of files) {
    await mkdir(dirname(join(place.path, path)), { recursive: true });
    await writeFile(join(place.path, path), text);
  }
});

afterAll(async () => {
  await emulator[Symbol.asyncDispose]();
  await place[Symbol.asyncDispose]();
});

/** Commands of somebody who works on the package itself: they are held against package.json, and not run in here. */
function isOfPackage(text: string): boolean {
  return text.startsWith("npm ");
}

function outputOf(block: Block): Block | undefined {
  return blocks.find(({ language, follows }) => language === "text" && follows === block);
}

describe("commands of the README", () => {
  const shellBlocks = blocks
    .filter(({ language }) => language === "sh")
    .map((block) => ({
      block,
      commands: commandsOf(block.text).filter(({ text }) => !isOfPackage(text)),
    }))
    .filter(({ commands }) => commands.length > 0)
    .map(({ block, commands }) => [block.line, block.section, commands, block] as const);

  it.each(shellBlocks)(
    "at line %i (%s) end and print as it says",
    async (_line, _section, commands, block) => {
      const { code, all } = await spawned("bash", ["-c", scriptOf(commands)], {
        folder: place.path,
        env,
      });
      expect(code, all).toBe(0);
      expect(firstDifference(outputOf(block)?.text ?? "…", all), all).toBeUndefined();
    },
    BLOCK_MS,
  );

  it("of the package itself are scripts that it has", async () => {
    const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    const named = [...readme.matchAll(/\bnpm (?:run )?([\w:-]+)/g)].map(([, name]) => name);
    const known = [...Object.keys(scripts), "ci", "install"];
    expect(known).toEqual(expect.arrayContaining(named));
  });

  it("are all in its table of commands", () => {
    for (const { name } of COMMANDS) expect(readme).toMatch(new RegExp(`^\\| \`${name}\``, "m"));
  });
});

describe("examples of --json in the README", () => {
  it.each(DOCUMENTED)("%s: is what the command writes", (comment, shape) => {
    const block = blocks.find(
      ({ language, text }) => language === "jsonc" && text.startsWith(`// ${comment}`),
    );
    const commented = block?.text ?? "";
    const json = commented.replaceAll(/(^|\s)\/\/ .*$/gm, "").replaceAll(/,(?=\s*[}\]])/g, "");
    expect(shape.safeParse(JSON.parse(json)).error).toBeUndefined();
  });
});

describe("programs of the README", () => {
  it("are of the right types", async () => {
    const config = {
      extends: join(root, "tests/tsconfig.json"),
      compilerOptions: {
        rootDir: "/",
        // What an excerpt declares is for its reader.
        noUnusedLocals: false,
        typeRoots: [join(root, "node_modules/@types")],
        paths: {
          "batch-extract": [join(root, "src/index.ts")],
          "batch-extract/emulator": [join(root, "src/emulator/server.ts")],
        },
      },
      include: [],
      files: files.map(({ path }) => path),
    };
    await writeFile(join(place.path, "tsconfig.json"), JSON.stringify(config));
    const tsc = join(root, "node_modules/.bin/tsc");
    const { code, all } = await spawned(tsc, ["-p", "."], { folder: place.path });
    expect([code, all]).toEqual([0, ""]);
  });

  const programs = files.filter(({ kind }) => kind === "program");
  it.each(programs.map(({ line, path }) => [line, path] as const))(
    "at line %i run",
    async (_line, path) => {
      const program = join(place.path, path);
      const { code, all } = await spawnedProgram(program, [], { folder: place.path, env });
      expect(code, all).toBe(0);
    },
    BLOCK_MS,
  );
});
