import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "rolldown";
import { type Measured, measure, type Pair, pair, type Task } from "./measure.ts";

const root = new URL("../..", import.meta.url).pathname;

/** Result lines of a batch, in shards and in one file. */
export interface ResultData {
  /** Of the store. */
  readonly folder: string;
  readonly lines: string;
}

/** Makes data when it is first needed, and runs tasks. */
export class Workshop {
  readonly folder: string;
  readonly rounds: number;
  readonly #entry: string;
  readonly #inputs = new Map<number, Promise<string>>();
  readonly #results = new Map<number, Promise<ResultData>>();

  constructor(folder: string, rounds: number, entry: string) {
    this.folder = folder;
    this.rounds = rounds;
    this.#entry = entry;
  }

  /** Bundles the tasks as the package is: what is measured loads no TypeScript. */
  static async open(folder: string, rounds: number): Promise<Workshop> {
    // Within the project, where the packages are found.
    const out = join(root, "node_modules/.cache/bench");
    await build({
      cwd: root,
      input: { task: "tests/bench/task.ts", thread: "src/lifecycle/thread.ts" },
      external: (id) => !/^[./]/.test(id) && !id.startsWith("tests/") && !id.startsWith("src/"),
      platform: "node",
      output: { dir: out, format: "esm", chunkFileNames: "[name]-[hash].js" },
    });
    return new Workshop(folder, rounds, join(out, "task.js"));
  }

  async run(task: Task): Promise<Measured> {
    return await measure(this.#entry, task);
  }

  /** How long the first task takes beside the second. */
  async pair(first: Task, second: Task, rounds: number = this.rounds): Promise<Pair> {
    return await pair((task) => this.run(task), [first, second], rounds);
  }

  /** A folder that is empty. */
  async scratch(name: string): Promise<string> {
    const folder = join(this.folder, name);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    return folder;
  }

  async input(records: number): Promise<string> {
    const known = this.#inputs.get(records) ?? this.#makeInput(records);
    this.#inputs.set(records, known);
    return await known;
  }

  async #makeInput(records: number): Promise<string> {
    const path = join(this.folder, `input-${records}.jsonl`);
    await this.run({ name: "makeInput", options: { path, records } });
    return path;
  }

  async results(records: number): Promise<ResultData> {
    const known = this.#results.get(records) ?? this.#makeResults(records);
    this.#results.set(records, known);
    return await known;
  }

  async #makeResults(records: number): Promise<ResultData> {
    const input = await this.input(records);
    const folder = await this.scratch(`store-${records}`);
    const lines = join(this.folder, `results-${records}.jsonl`);
    const options = { input, folder, durable: true, dedupe: "none", size: "small", threads: false };
    await this.run({ name: "build", options });
    await this.run({ name: "makeResults", options: { folder, lines } });
    return { folder, lines };
  }
}
