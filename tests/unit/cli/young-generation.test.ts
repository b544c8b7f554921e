import { expect, it } from "vitest";
import { spawned } from "../../support/spawned.ts";

const PROCESS = new URL("young-generation-process.ts", import.meta.url).pathname;
const THREAD_PROCESS = new URL("young-generation-thread.ts", import.meta.url).pathname;

/** What a process prints without the flags, and with them. */
async function printed(path: string): Promise<readonly [free: number, tuned: number]> {
  const options = { folder: import.meta.dirname };
  const [free, tuned] = await Promise.all([
    spawned(process.execPath, [path], options),
    spawned(process.execPath, [path, "tuned"], options),
  ]);
  expect([free.err, tuned.err]).toEqual(["", ""]);
  return [Number(free.out), Number(tuned.out)];
}

it("the room for new objects ends to grow once there is enough", async () => {
  const [free, tuned] = await printed(PROCESS);
  expect(tuned).toBeLessThanOrEqual(32);
  expect(free).toBeGreaterThan(tuned);
});

it("threads clear up less often", async () => {
  const [free, tuned] = await printed(THREAD_PROCESS);
  expect(tuned).toBeGreaterThan(0);
  expect(tuned).toBeLessThan(0.75 * free);
});
