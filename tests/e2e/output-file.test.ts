import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workplace } from "../support/workplace.ts";

const CREATE =
  "create --emulate --model openai/gpt-4o-mini --response-model User --input fixtures/ten-people.jsonl";
/** A job that is still under way when the next command looks at it. */
const SLOW = { env: { BATCH_EMULATE_WORK_MS: "800" } };

describe("results", () => {
  it("need a folder for their file, which is found out before anything else", async () => {
    await using place = await workplace();
    const argv = ["results", "--batch-id", "latest", "--output-file", "nowhere/a.csv"];
    const { code, err } = await place.run(argv);
    expect([code, err]).toEqual([
      2,
      "batch: There is no folder nowhere for --output-file. Make it first.\n",
    ]);
  });

  it("are followed into any format, and by their exit code tell of failures that are not written", async () => {
    await using place = await workplace();
    await place.run(CREATE.split(" "), SLOW);
    const followed = await place.run([
      "results",
      "--batch-id",
      "latest",
      "--follow",
      "--output-file",
      join(place.path, "a.csv"),
    ]);
    expect(followed.code).toBe(0);
    const lines = (await readFile(join(place.path, "a.csv"), "utf8")).trimEnd().split("\n");
    expect([lines.length, lines[10]]).toEqual([11, "person-10,succeeded,Ryan,41"]);
    await place.run(CREATE.split(" "), {
      env: { BATCH_EMULATE_WORK_MS: "10000" },
    });
    await place.run(["cancel", "--batch-id", "latest"]);
    const argv = ["results", "--batch-id", "latest", "--only", "succeeded"];
    expect((await place.run([...argv, "--follow"])).code).toBe(3);
    expect((await place.run([...argv, "--format", "table"])).code).toBe(3);
  });
});
