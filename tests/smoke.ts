// Runs the main job for all three providers through the real command line, and compares what comes out with what must.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify, styleText } from "node:util";

const MODELS = ["openai/gpt-4o-mini", "anthropic/claude-haiku-4-5", "google/gemini-2.5-flash"];
const INPUT = "fixtures/ten-people.jsonl";
const EXPECTED = "fixtures/ten-people.expected.jsonl";

const root = new URL("..", import.meta.url).pathname;
const run = promisify(execFile);

async function batch(store: string, ...args: readonly string[]): Promise<string> {
  const command = [join(root, "dist/cli/main.js"), ...args, "--store", store];
  const { stdout } = await run(process.execPath, command, { cwd: root });
  return stdout;
}

/** What must be the same: the record, what became of it, and the data. */
function gist(line: string): string {
  const { id, kind, data } = JSON.parse(line) as Record<string, unknown>;
  return JSON.stringify({ id, kind, data });
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}

async function smoke(model: string, expected: readonly string[]): Promise<boolean> {
  const store = await mkdtemp(join(tmpdir(), "batch-smoke-"));
  try {
    const create = ["create", "--emulate", "--model", model, "--response-model", "User"];
    const id = (await batch(store, ...create, "--input", INPUT, "--wait")).trim();
    console.log(`\n${styleText("bold", model)} ${id}`);
    console.log(await batch(store, "results", "--batch-id", id, "--format", "table"));
    const found = linesOf(await batch(store, "results", "--batch-id", id)).map(gist);
    const differences = expected.flatMap((line, index) =>
      found[index] === line
        ? []
        : [`  line ${index + 1}\n  - ${line}\n  + ${found[index] ?? "nothing"}`],
    );
    if (found.length !== expected.length) {
      differences.push(`  ${found.length} rows, and ${expected.length} are expected`);
    }
    for (const difference of differences) console.error(difference);
    return differences.length === 0;
  } finally {
    await rm(store, { recursive: true });
  }
}

const expected = linesOf(await readFile(join(root, EXPECTED), "utf8")).map(gist);
let passed = true;
for (const model of MODELS) passed = (await smoke(model, expected)) && passed;
console.log(
  passed ? "All ten people came out right, three times." : "Something differs, see above.",
);
process.exitCode = passed ? 0 : 1;
