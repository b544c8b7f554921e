import { createWriteStream } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Threads } from "../../src/lifecycle/threads.ts";
import { workplace, type Workplace } from "../support/workplace.ts";

const RECORDS = 60_000;

/** Lines with all that makes a line of its own kind: blank ones, other line ends, repeated texts, records without an id. */
async function writePeople(path: string): Promise<void> {
  const file = createWriteStream(path);
  file.write("\u{FEFF}");
  for (let index = 0; index < RECORDS; index += 1) {
    const text = `I am Ann and ${18 + (index % 90)} years old.`;
    const row = index % 3 === 0 ? { text: `${text} ${index}` } : { id: `p-${index}`, text };
    const end = index % 1_000 === 0 ? "\r\n\r\n \n" : "\n";
    if (!file.write(JSON.stringify(row) + end)) await once(file, "drain");
  }
  file.end();
  await once(file, "close");
}

describe("a large batch", () => {
  let place: Workplace;

  beforeEach(async () => {
    place = await workplace();
  });

  afterEach(() => place[Symbol.asyncDispose]());

  async function withThreads(used: boolean): Promise<void> {
    const config = { threadsFromRecords: used ? 0 : 1e9 };
    await writeFile(join(place.path, "batch.config.json"), JSON.stringify(config));
  }

  const create = (store: string) =>
    place.run(
      `create --emulate --model openai/gpt-4o-mini --response-model User --input people.jsonl --max-requests-per-job 5000 --store ${store} --wait --json`.split(
        " ",
      ),
    );

  it("has the outcomes in threads that it has without, in their order", async () => {
    await writePeople(join(place.path, "people.jsonl"));
    const outcomes: string[] = [];
    const tasks = vi.spyOn(Threads.prototype, "run");
    for (const threads of [true, false]) {
      await withThreads(threads);
      const store = threads ? "threads" : "one";
      const created = await create(store);
      const kinds = new Set(tasks.mock.calls.map(([{ kind }]) => kind));
      expect(kinds).toEqual(new Set(threads ? ["ready", "plan", "collect"] : []));
      tasks.mockClear();
      const { batchId } = JSON.parse(created.out);
      const file = `${store}.jsonl`;
      const read = await place.run(
        `results --batch-id ${batchId} --store ${store} --output-file ${file}`.split(" "),
      );
      expect(read.code).toBe(0);
      const text = await readFile(join(place.path, file), "utf8");
      outcomes.push(text.replaceAll(/"jobId":"[^"]*"/g, ""));
    }
    expect(outcomes[0]?.split("\n").length).toBe(RECORDS + 1);
    expect(outcomes[0] === outcomes[1]).toBe(true);
  }, 60_000);

  it("is refused for the first bad line, with its place, wherever it is", async () => {
    await withThreads(true);
    const path = join(place.path, "people.jsonl");
    await writePeople(path);
    const lines = (await readFile(path, "utf8")).split("\n");
    lines[40_000] = "{broken";
    lines[51_000] = '{"text": 5}';
    await writeFile(path, lines.join("\n"));
    const { code, err } = await create("bad");
    expect(code).toBe(2);
    expect(err).toContain("people.jsonl:40001: this line is not JSON");
  }, 30_000);

  it("is refused for two records with one id, though another thread has the other", async () => {
    await withThreads(true);
    const path = join(place.path, "people.jsonl");
    await writePeople(path);
    const lines = (await readFile(path, "utf8")).split("\n");
    lines[55_000] = lines[10] ?? "";
    await writeFile(path, lines.join("\n"));
    const { code, err } = await create("doubled");
    expect(code).toBe(2);
    expect(err).toMatch(/people.jsonl:55001: the id "p-\d+" is that of line 11 too/);
  }, 30_000);
});
