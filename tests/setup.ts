import { afterEach, beforeEach, expect, vi } from "vitest";

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
  expect(printed, "console output in a test").toEqual([]);
  expect(openHandles(), "servers left open by a test").toBeLessThanOrEqual(before);
});

function openHandles(): number {
  return process.getActiveResourcesInfo().filter((name) => LEAKS.has(name)).length;
}
