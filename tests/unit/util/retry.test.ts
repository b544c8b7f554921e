import { expect, it } from "vitest";
import { retrying } from "../../../src/util/retry.ts";
import { PlannedClock } from "../../support/planned-clock.ts";

const passing = { retryable: true, afterMs: undefined };

function asked(afterMs: number | undefined, retryable = true) {
  return () => ({ retryable, afterMs });
}

function failing(times: number): () => Promise<string> {
  let calls = 0;
  return () => {
    calls += 1;
    return calls <= times ? Promise.reject(new Error(`failure ${calls}`)) : Promise.resolve("done");
  };
}

it("tries again with delays that double", async () => {
  const clock = new PlannedClock();
  const result = await retrying(failing(3), { clock, random: () => 0.5, advise: () => passing });
  expect(result).toBe("done");
  expect(clock.slept).toEqual([375, 750, 1500]);
});

it("waits at least as long as it was asked to", async () => {
  const clock = new PlannedClock();
  await retrying(failing(1), { clock, random: () => 0, advise: asked(20_000) });
  expect(clock.slept).toEqual([20_000]);
});

it("gives up at once where it is asked to wait for longer than is sensible", async () => {
  const clock = new PlannedClock();
  await expect(
    retrying(failing(1), { clock, random: () => 0, advise: asked(3_600_000) }),
  ).rejects.toThrow("failure 1");
  expect(clock.slept).toEqual([]);
});

it("throws the last failure when the attempts are used up", async () => {
  const clock = new PlannedClock();
  const options = { clock, random: () => 0, advise: () => passing, attempts: 3 };
  await expect(retrying(failing(9), options)).rejects.toThrow("failure 3");
});

it("does not try again what can't succeed", async () => {
  const clock = new PlannedClock();
  await expect(
    retrying(failing(1), { clock, random: () => 0, advise: asked(undefined, false) }),
  ).rejects.toThrow("failure 1");
});

it("stops with the caller's reason", async () => {
  const stop = new AbortController();
  const clock = new PlannedClock();
  const call = () => {
    stop.abort(new Error("enough"));
    return Promise.reject(new Error("failure"));
  };
  const options = { clock, random: () => 0, advise: () => passing, signal: stop.signal };
  await expect(retrying(call, options)).rejects.toThrow("enough");
});
