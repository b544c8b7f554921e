import { join } from "node:path";
import { readSettings } from "../config.ts";
import type { Command } from "../command.ts";
import { COMMON_FLAGS } from "../flags.ts";

export const emulate: Command = {
  name: "emulate",
  summary: "Serve the providers' batch APIs on this machine, without a key",
  flags: [
    { name: "port", value: "N", description: "Port on 127.0.0.1", byDefault: "4010" },
    { name: "work", value: "TIME", description: "How long a job takes", byDefault: "2s" },
    ...COMMON_FLAGS,
  ],
  examples: [["batch emulate --port 4010", "Serve on a port"]],
  async run(context, values) {
    const settings = await readSettings(context, values);
    const { startEmulator } = await import("../../emulator/server.ts");
    await using emulator = await startEmulator({
      directory: join(settings.store, "emulator"),
      port: values.positiveInteger("port") ?? 4010,
      workMs: values.duration("work"),
    });
    await context.out.write(`${emulator.url}\n`);
    await new Promise<void>((resolve) => context.signal.addEventListener("abort", () => resolve()));
    return 0;
  },
};
