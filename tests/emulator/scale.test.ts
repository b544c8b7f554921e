import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const COUNT = 100_000;

it(
  "works through a hundred thousand requests within a heap of 96 MB",
  { timeout: 180_000 },
  async () => {
    const script = fileURLToPath(import.meta.resolve("./scale-process.ts"));
    const flags = ["--max-old-space-size=96", script, String(COUNT)];
    // How fast it was, the child tells on its own: that is the machine's as much as the code's.
    const child = spawn(process.execPath, flags, { stdio: ["ignore", "pipe", "inherit"] });
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
    expect(code).toBe(0);
    expect(JSON.parse(output)).toEqual({ lines: COUNT, succeeded: COUNT });
  },
);
