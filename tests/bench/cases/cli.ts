import { execFile } from "node:child_process";
import { cp, readFile, symlink, writeFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { median } from "../measure.ts";
import type { Row } from "../report.ts";
import type { Workshop } from "../workshop.ts";
import type { Case } from "./compare.ts";

const run = promisify(execFile);
const root = new URL("../../..", import.meta.url).pathname;
const batch = join(root, "dist/cli/main.js");
/** Commands are short, and so one run says little. */
const TIMES = 6;

const NOTHING = ["-e", "0"];

/** CPU of a command and what it starts, in milliseconds: user and system. */
async function cpuMs(args: readonly string[], cwd: string): Promise<number> {
  const script = 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>/dev/null';
  const { stderr } = await run("bash", ["-c", script, "bash", process.execPath, ...args], { cwd });
  const [user = 0, system = 0] = stderr.trim().split(" ").map(Number);
  return (user + system) * 1_000;
}

interface Commands {
  readonly ratio: number;
  readonly difference: number;
  readonly spread: number;
}

async function compared(
  workshop: Workshop,
  cwd: string,
  [command, other]: readonly [readonly string[], readonly string[]],
): Promise<Commands> {
  const ratios: number[] = [];
  const differences: number[] = [];
  // Warm caches, as they are with the second command that a user gives.
  await cpuMs(command, cwd);
  await cpuMs(other, cwd);
  for (let round = 0; round < workshop.rounds * TIMES; round += 1) {
    const first = await cpuMs(command, cwd);
    const second = await cpuMs(other, cwd);
    ratios.push(first / second);
    differences.push(first - second);
  }
  const ratio = median(ratios);
  const spread = median(ratios.map((one) => Math.abs(one - ratio)));
  return { ratio, spread, difference: median(differences) };
}

async function startUp(
  workshop: Workshop,
  folder: string,
  [args, most]: readonly [readonly string[], number],
): Promise<Row> {
  const { ratio, spread } = await compared(workshop, folder, [[batch, ...args], NOTHING]);
  const shown = ["batch", ...args.slice(0, 1)].join(" ");
  const compares = `CPU of \`${shown}\` / of \`node -e 0\``;
  return { name: shown, compares, value: ratio, unit: "x", target: { most }, spread };
}

export const CLI: Case = {
  name: "cli",
  run: async (workshop) => {
    const folder = await workshop.scratch("place");
    for (const name of ["schemas", "fixtures"]) {
      await cp(join(root, name), join(folder, name), { recursive: true });
    }
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    const model = await readFile(join(folder, "schemas/user.ts"), "utf8");
    await writeFile(join(folder, "user.mjs"), stripTypeScriptTypes(model));
    const input = ["--model", "openai/gpt-4o-mini", "--input", "fixtures/ten-people.jsonl"];
    const created = await run(
      process.execPath,
      [batch, "create", "--emulate", ...input, "--response-model", "User", "--wait"],
      { cwd: folder },
    );
    const withModel = (file: string) => [
      batch,
      "create",
      ...input,
      "--response-model",
      `${file}#User`,
      "--output-file",
      "requests.jsonl",
    ];
    const { difference, spread } = await compared(workshop, folder, [
      withModel("schemas/user.ts"),
      withModel("user.mjs"),
    ]);
    return [
      await startUp(workshop, folder, [["--help"], 1.3]),
      await startUp(workshop, folder, [["--version"], 1.3]),
      await startUp(workshop, folder, [[], 1.3]),
      await startUp(workshop, folder, [["status", "--batch-id", created.stdout.trim()], 2.5]),
      {
        name: "model in .ts",
        compares: "CPU of `batch create --output-file` with a model in .ts, minus the same in .mjs",
        value: difference,
        unit: "ms",
        target: { most: 3 },
        spread,
      },
    ];
  },
};
