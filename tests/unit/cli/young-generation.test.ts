import { expect, it } from "vitest";
import { spawned } from "../../support/spawned.ts";

const PROCESS = new URL("young-generation-process.ts", import.meta.url).pathname;

it("the room for new objects ends to grow once there is enough", async () => {
  const options = { folder: import.meta.dirname };
  const [free, bounded] = await Promise.all([
    spawned(process.execPath, [PROCESS], options),
    spawned(process.execPath, [PROCESS, "bounded"], options),
  ]);
  expect([free.err, bounded.err]).toEqual(["", ""]);
  expect(Number(bounded.out)).toBeLessThanOrEqual(32);
  expect(Number(free.out)).toBeGreaterThan(Number(bounded.out));
});
