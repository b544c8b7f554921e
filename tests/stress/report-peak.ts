import { peakMemory } from "../support/peak-memory.ts";
import { writeFileSync } from "node:fs";

// Loaded into a process before its own code: at its end it tells how much memory it has had at most.
process.on("exit", () => {
  const path = process.env["PEAK_FILE"];
  if (path !== undefined) writeFileSync(path, String(peakMemory() / 1024));
});
