import { readFileSync } from "node:fs";

/**
 * The most memory that this process has had, in bytes. Linux's own figure for a program; what `resourceUsage` tells starts
 * with what the process had before it became this program, which is that of whoever started it.
 */
export function peakMemory(): number {
  try {
    const [, kilobytes] =
      /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}
