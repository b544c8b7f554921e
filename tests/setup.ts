import { afterEach, beforeEach, vi } from "vitest";

const METHODS = ["log", "info", "warn", "error", "debug"] as const;

/** Handles that a test may not leave behind: a server or database left open is a leak in the code or in the test. */
const LEAKS = new Set(["TCPServerWrap", "PipeWrap"]);

let before: number;

beforeEach(() => {
  before = openHandles();
  for (const method of METHODS) vi.spyOn(console, method).mockImplementation(() => {});
});

afterEach(() => {
  const printed = METHODS.flatMap((method) => vi.mocked(console[method]).mock.calls);
  vi.restoreAllMocks();
  if (printed.length > 0) throw new Error(`console output in a test: ${JSON.stringify(printed)}`);
  const left = openHandles() - before;
  if (left > 0) throw new Error(`${left} servers were left open by a test`);
});

function openHandles(): number {
  return process.getActiveResourcesInfo().filter((name) => LEAKS.has(name)).length;
}
