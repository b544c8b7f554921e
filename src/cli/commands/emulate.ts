import { once } from "node:events";
import { join, resolve } from "node:path";
import type { FaultProfile } from "../../emulator/faults.ts";
import { UsageError } from "../../errors.ts";
import { PROVIDERS } from "../../providers/registry.ts";
import type { Command } from "../command.ts";
import { readSettings } from "../config.ts";
import type { Context } from "../context.ts";
import { COMMON_FLAGS } from "../flags.ts";
import type { FlagValues } from "../flag-values.ts";

const PORT = 4010;

export const emulate: Command = {
  name: "emulate",
  summary: "Serve the providers' batch APIs on this machine",
  description:
    "Serves the batch APIs of the providers on 127.0.0.1, for any client: its files, jobs and results behave as the real ones do, and its model fills your schema from the text. --faults makes it as awkward as the real services on a bad day. It runs until it is interrupted.",
  flags: [
    {
      name: "port",
      value: "N",
      description: "Port on 127.0.0.1; 0 takes a free one",
      byDefault: "4010",
    },
    { name: "work", value: "TIME", description: "How long a job takes", byDefault: "1s" },
    {
      name: "faults",
      value: "PROFILE",
      description: "What goes wrong: chaos, or a JSON file of rules",
      byDefault: "nothing",
    },
    { name: "strict", description: "Take doubtful reports about the services for true" },
    ...COMMON_FLAGS,
  ],
  examples: [
    ["batch emulate --port 4010", "Serve on a port"],
    ["batch emulate --faults chaos", "Serve as on the worst day"],
  ],
  async run(context, values) {
    const settings = await readSettings(context, values);
    const { startEmulator } = await import("../../emulator/server.ts");
    const faults = await faultsOf(values, context.folder);
    const port = portOf(values);
    const starting = startEmulator({
      directory: join(settings.store, "emulator"),
      port,
      workMs: values.duration("work") ?? settings.emulatedWorkMs,
      strict: values.on("strict"),
      ...(faults === undefined ? {} : { faults }),
    });
    await using emulator = await starting.catch((error: unknown) => {
      throw portFault(error, port);
    });
    await announce(context, values, emulator);
    if (!context.signal.aborted) await once(context.signal, "abort");
    return 0;
  },
};

function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 65_536;
}

function portOf(values: FlagValues): number {
  return values.number("port", "a port from 0 to 65535", isPort) ?? PORT;
}

function portFault(error: unknown, port: number): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "EADDRINUSE" && code !== "EACCES") return error;
  const why = code === "EADDRINUSE" ? "is in use" : "may not be used";
  return new UsageError("invalid_option", `Port ${port} ${why}. Name another one with --port.`, {
    cause: error,
  });
}

async function faultsOf(values: FlagValues, folder: string): Promise<FaultProfile | undefined> {
  const name = values.text("faults");
  if (name === undefined) return undefined;
  const { faultProfiles, readFaultProfile } = await import("../../emulator/faults.ts");
  const known = faultProfiles.get(name);
  if (known !== undefined) return known;
  if (!name.endsWith(".json")) {
    const names = [...faultProfiles.keys()].join(", ");
    throw new UsageError(
      "invalid_option",
      `There is no fault profile "${name}". There are: ${names}; or name a .json file.`,
    );
  }
  return await readFaultProfile(resolve(folder, name));
}

async function announce(
  { out, err }: Context,
  values: FlagValues,
  { url, baseUrls }: { readonly url: string; readonly baseUrls: Readonly<Record<string, string>> },
): Promise<void> {
  if (values.on("json")) {
    await out.write(`${JSON.stringify({ url, baseUrls })}\n`);
    return;
  }
  await out.write(`${url}\n`);
  for (const { name, baseUrlVariable, keyVariables } of PROVIDERS) {
    const baseUrl = baseUrls[name];
    if (baseUrl === undefined || baseUrlVariable === undefined) continue;
    await err.write(`export ${baseUrlVariable}=${baseUrl} ${keyVariables[0]}=emulated\n`);
  }
}
