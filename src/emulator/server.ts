import { getRequestListener } from "@hono/node-server";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { anthropicTrade } from "./anthropic/trade.ts";
import { createApp } from "./app.ts";
import { EmulatorClock } from "./clock.ts";
import { FaultDesk } from "./faults/desk.ts";
import { googleTrade } from "./google/trade.ts";
import { Crew } from "./jobs/crew.ts";
import { limitsOf } from "./limits.ts";
import { openaiTrade } from "./openai/trade.ts";
import type { EmulatorOptions } from "./options.ts";
import type { Services } from "./services.ts";
import { Calls } from "./storage/calls.ts";
import { Database } from "./storage/database.ts";
import { Files } from "./storage/files.ts";
import { Folder } from "./storage/folder.ts";
import { Jobs } from "./storage/jobs.ts";
import { Settings } from "./storage/settings.ts";
import { Strikes } from "./storage/strikes.ts";

export type { EmulatorOptions } from "./options.ts";

/** A local server that speaks the batch APIs of OpenAI, Anthropic and Google. */
export interface Emulator extends AsyncDisposable {
  readonly url: string;
  /** Base URLs as each official SDK wants them. */
  readonly baseUrls: {
    readonly openai: string;
    readonly anthropic: string;
    readonly google: string;
  };
  /** Stops serving and leaves work where it is; whoever serves the directory next goes on with it. */
  close(): Promise<void>;
}

const WORK_MS = 1000;
const HOST = "127.0.0.1";
/** Longer than clients keep a connection, so that none is closed under a call. */
const KEEP_ALIVE_MS = 65_000;

/**
 * Starts an emulator.
 *
 * @throws Error when the port is taken, or the directory can't be used.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await Folder.open(options.directory));
  const database = stack.use(new Database(folder.database));
  let url = "";
  const { services, reset } = assemble(folder, database, { options, url: () => url });
  stack.use(services.crew);
  const server = await listen(services, reset, options.port ?? 0);
  stack.defer(() => stop(server));
  url = `http://${HOST}:${portOf(server)}`;
  const running = stack.move();
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= running.disposeAsync());
  return {
    url,
    baseUrls: { openai: `${url}/openai/v1`, anthropic: `${url}/anthropic`, google: url },
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface Assembling {
  readonly options: EmulatorOptions;
  readonly url: () => string;
}

interface Assembled {
  readonly services: Services;
  readonly reset: () => Promise<void>;
}

function assemble(folder: Folder, database: Database, { options, url }: Assembling): Assembled {
  const settings = new Settings(database);
  const strikes = new Strikes(database);
  const clock = new EmulatorClock(options.clock ?? Date, settings);
  const faults = new FaultDesk(settings, strikes);
  const jobs = new Jobs(database);
  const own = (): Services => services;
  const trades = {
    openai: openaiTrade(own),
    anthropic: anthropicTrade(own),
    google: googleTrade(own),
  };
  const services: Services = {
    database,
    folder,
    files: new Files(database),
    jobs,
    calls: new Calls(database),
    clock,
    faults,
    crew: new Crew({ jobs, folder, clock, faults, trades }),
    limits: limitsOf(options.limits),
    models: new Set(options.models),
    workMs: options.workMs ?? WORK_MS,
    expiredShare: options.expiredShare,
    strict: options.strict ?? false,
    url,
  };
  if (options.faults !== undefined) faults.set(options.faults);
  const reset = async (): Promise<void> => {
    await services.crew.leave();
    database.transaction(() => {
      for (const part of [services.jobs, services.files, services.calls, settings, strikes])
        part.clear();
    });
    await folder.clear();
    if (options.faults !== undefined) faults.set(options.faults);
  };
  return { services, reset };
}

async function listen(
  services: Services,
  reset: () => Promise<void>,
  port: number,
): Promise<Server> {
  const app = createApp(services, reset);
  // The listener would replace the process's own Request and Response, which are not its to replace.
  const listener = getRequestListener((request, bindings) => app.fetch(request, bindings), {
    overrideGlobalObjects: false,
  });
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.listen(port, HOST);
  await once(server, "listening");
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The emulator has no port.");
  return address.port;
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
