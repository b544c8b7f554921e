import { createInterface } from "node:readline";
import { startEmulator } from "../../src/emulator/server.ts";

// An emulator in a process of its own: options as JSON on the command line, its address on standard output, and its
// end with that of standard input.
const emulator = await startEmulator(JSON.parse(process.argv[2] ?? "{}"));
process.stdout.write(`${emulator.url}\n`);
for await (const _ of createInterface({ input: process.stdin }));
await emulator.close();
