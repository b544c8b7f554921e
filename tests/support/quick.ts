import type { Tuning } from "../../src/lifecycle/engine.ts";

/** Times for tests against the emulator, where nobody has to be spared. */
export const QUICK: Partial<Tuning> = {
  pollMs: 50,
  lookUpMs: 100,
  doubtMs: 150,
  roomMs: 100,
  reconcileGraceMs: 600,
};
