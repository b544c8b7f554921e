import { expect, it } from "vitest";
import { spawned } from "../../support/spawned.ts";

const PROCESS = new URL("young-generation-process.ts", import.meta.url).pathname;
const THREAD_PROCESS = new URL("young-generation-thread.ts", import.meta.url).pathname;

it("the room for new objects ends to grow once there is enough", async () => {
  const options = { folder: import.meta.dirname };
  const [free, tuned] = await Promise.all([
    spawned(process.execPath, [PROCESS], options),
    spawned(process.execPath, [PROCESS, "tuned"], options),
  ]);
  expect([free.err, tuned.err]).toEqual(["", ""]);
  expect(Number(tuned.out)).toBeLessThanOrEqual(32);
  expect(Number(free.out)).toBeGreaterThan(Number(tuned.out));
});

it("threads clear up less often", async () => {
  const options = { folder: import.meta.dirname };
  const [free, tuned] = await Promise.all([
    spawned(process.execPath, [THREAD_PROCESS], options),
    spawned(process.execPath, [THREAD_PROCESS, "tuned"], options),
  ]);
  expect([free.err, tuned.err]).toEqual(["", ""]);
  expect(Number(tuned.out)).toBeGreaterThan(0);
  expect(Number(tuned.out)).toBeLessThan(0.75 * Number(free.out));
});
