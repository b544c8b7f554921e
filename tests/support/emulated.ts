import { type Emulator, type EmulatorOptions, startEmulator } from "../../src/emulator/server.ts";
import type { FaultProfile, FaultRule } from "../../src/emulator/faults/profile.ts";

/** A job that the emulator has accepted, as its admin side tells. */
interface AcceptedJob {
  readonly id: string;
  readonly provider: string;
  readonly state: string;
  readonly requests: number;
  readonly metadata: unknown;
  readonly displayName: string | null;
  readonly deletedAt: number | null;
}

/** An emulator whose time a test moves. */
export interface TestEmulator extends AsyncDisposable {
  readonly url: string;
  readonly baseUrls: Emulator["baseUrls"];
  jobs(): Promise<readonly AcceptedJob[]>;
  /** How often each route was called, by `METHOD /path`. */
  calls(): Promise<Readonly<Record<string, number>>>;
  faults(...rules: readonly FaultRule[]): Promise<void>;
  advance(ms: number): Promise<void>;
}

export async function testEmulator(options: EmulatorOptions = {}): Promise<TestEmulator> {
  const emulator = await startEmulator({ workMs: 100, ...options });
  const get = async (path: string): Promise<unknown> =>
    (await fetch(`${emulator.url}${path}`)).json();
  const send = async (method: string, path: string, body: unknown): Promise<void> => {
    const response = await fetch(`${emulator.url}${path}`, { method, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(await response.text());
  };
  return {
    url: emulator.url,
    baseUrls: emulator.baseUrls,
    jobs: async () => ((await get("/admin/jobs")) as { jobs: readonly AcceptedJob[] }).jobs,
    calls: async () =>
      ((await get("/admin/requests")) as { calls: Readonly<Record<string, number>> }).calls,
    faults: (...rules) => send("PUT", "/admin/faults", { rules } satisfies FaultProfile),
    advance: (advanceMs) => send("POST", "/admin/clock", { advanceMs }),
    [Symbol.asyncDispose]: () => emulator.close(),
  };
}
