import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workplace } from "../support/workplace.ts";

describe("create", () => {
  it("--dry-run tells the plan and the schema without a key, and finds what is bad as the real one does", async () => {
    await using place = await workplace();
    const dry = ["create", "--model", "openai/gpt-4o-mini", "--dry-run", "--input"];
    const { code, out } = await place.run([
      ...dry,
      "fixtures/ten-people.jsonl",
      "--response-model",
      "User",
      "--max-requests-per-job",
      "4",
    ]);
    expect(code).toBe(0);
    expect(out).toContain("10 records would go in 3 jobs to openai/gpt-4o-mini. Nothing was sent.");
    expect(out).toContain("Response model User as openai-strict (native): it fits.");
    expect(out).toContain('"description": "Age in years"');
    await writeFile(
      join(place.path, "twice.jsonl"),
      '{"id":"a","text":"x"}\n{"id":"a","text":"y"}\n',
    );
    const twice = await place.run([...dry, "twice.jsonl"]);
    expect([twice.code, twice.out]).toEqual([2, ""]);
    expect(twice.err).toContain('twice.jsonl:2: the id "a" is that of line 1 too');
    expect((await place.run(["list", "--json"])).out).toBe("[]\n");
  });
});
