import { expect, it } from "vitest";
import { spawned } from "../../support/spawned.ts";

const PROCESS = new URL("corpus-process.ts", import.meta.url).pathname;

it("answers come back the same in a process that forbids code from text", async () => {
  const { code, out, err } = await spawned(
    process.execPath,
    ["--disallow-code-generation-from-strings", PROCESS],
    { folder: import.meta.dirname },
  );
  expect(err).toBe("");
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual({ raised: 9700, changed: [] });
});
