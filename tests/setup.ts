import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, vi } from "vitest";

const METHODS = ["log", "info", "warn", "error", "debug"] as const;

/** Handles that a test may not leave behind: a server or database left open is a leak in the code or in the test. */
const LEAKS = new Set(["TCPServerWrap", "PipeWrap"]);

/** Pipes of a process that has ended are closed some turns of the event loop later, on a busy machine some more. */
const GRACE_MS = 1_000;
const TURN_MS = 20;

let before: number;

beforeEach(() => {
  before = openHandles();
  for (const method of METHODS) vi.spyOn(console, method).mockImplementation(() => {});
});

afterEach(async () => {
  const printed = METHODS.flatMap((method) => vi.mocked(console[method]).mock.calls);
  vi.restoreAllMocks();
  if (printed.length > 0) throw new Error(`console output in a test: ${JSON.stringify(printed)}`);
  const left = await handlesLeft();
  if (left > 0) throw new Error(`${left} servers were left open by a test`);
});

async function handlesLeft(): Promise<number> {
  for (let waited = 0; waited < GRACE_MS && openHandles() > before; waited += TURN_MS) {
    await setTimeout(TURN_MS);
  }
  return openHandles() - before;
}

function openHandles(): number {
  return process.getActiveResourcesInfo().filter((name) => LEAKS.has(name)).length;
}
