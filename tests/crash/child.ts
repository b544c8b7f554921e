// A process that creates a batch, or goes on with the one that is there, to its end. It stops at the step that it is told,
// and names every step that it takes on standard output.
import { writeSync } from "node:fs";
import { createEngine } from "../../src/lifecycle/create-engine.ts";
import { drive } from "../../src/lifecycle/drive.ts";
import { DEFAULT_TUNING } from "../../src/lifecycle/engine.ts";
import { Ownership } from "../../src/lifecycle/ownership.ts";
import { resumeBatch } from "../../src/lifecycle/resume-batch.ts";
import { startBatch } from "../../src/lifecycle/start-batch.ts";
import type { ProviderDefinition } from "../../src/providers/provider.ts";
import { PROVIDERS } from "../../src/providers/registry.ts";
import { toResponseModel } from "../../src/schema/to-response-model.ts";
import type { ArtifactWriter } from "../../src/store/artifacts.ts";
import { openStore } from "../../src/store/open-store.ts";
import { systemClock } from "../../src/util/clock.ts";
import { User } from "../../schemas/user.ts";
import type { Instructions } from "./instructions.ts";

const STANDARD_OUTPUT = 1;
const instructions: Instructions = JSON.parse(process.env["CRASH_TEST"] ?? "{}");
const counts = new Map<string, number>();

/** Stops here where it is told to. Written at once, since a process that is killed writes nothing any more. */
function passing(call: string, when: "before" | "after", nth: number): void {
  writeSync(STANDARD_OUTPUT, `${when} ${call} ${nth}\n`);
  const { stop } = instructions;
  if (stop === undefined) return;
  const { at, signal } = stop;
  if (at.call === call && at.when === when && at.nth === nth) process.kill(process.pid, signal);
}

/** The object with its asynchronous methods named as steps. */
function watched<Target extends object>(target: Target, name: string): Target {
  return new Proxy(target, {
    get(object, property) {
      const value: unknown = Reflect.get(object, property, object);
      if (property === "artifacts") return watched(value as object, "artifacts");
      if (typeof value !== "function" || typeof property === "symbol") return value;
      const call = `${name}.${property}`;
      return (...args: unknown[]) => {
        const nth = (counts.get(call) ?? 0) + 1;
        counts.set(call, nth);
        passing(call, "before", nth);
        const result: unknown = Reflect.apply(value, object, args);
        if (!(result instanceof Promise)) return result;
        return finished(result, call, nth);
      };
    },
  });
}

async function finished(result: Promise<unknown>, call: string, nth: number): Promise<unknown> {
  const done = await result;
  passing(call, "after", nth);
  return call === "artifacts.create" ? watchedWriter(done as ArtifactWriter) : done;
}

/** A proxy can't be disposed of by `using`, so this one is written out. */
function watchedWriter(writer: ArtifactWriter): ArtifactWriter {
  const steps = watched(writer, "artifact");
  return {
    get bytes() {
      return writer.bytes;
    },
    write: (chunk) => steps.write(chunk),
    commit: (lines) => steps.commit(lines),
    [Symbol.asyncDispose]: () => writer[Symbol.asyncDispose](),
  };
}

function watchedProvider(definition: ProviderDefinition): ProviderDefinition {
  return {
    ...definition,
    create: async (options) => {
      const provider = await definition.create(options);
      return { ...provider, transport: watched(provider.transport, "transport") };
    },
  };
}

const { model, flags, input, maxRequestsPerJob, leaseMs } = instructions;
const opened = await openStore(instructions.store);
const store = watched(opened, "store");
const responseModel = toResponseModel(User, { name: "User" });
const engine = createEngine({
  store,
  clock: systemClock,
  random: Math.random,
  tuning: {
    ...DEFAULT_TUNING,
    leaseMs,
    pollMs: 25,
    reconcileGraceMs: 400,
    lookUpMs: 60,
    doubtMs: 60,
    resultsPatienceMs: 5_000,
  },
  env: {},
  providers: PROVIDERS.map(watchedProvider),
  connection: () => Promise.resolve({ apiKey: "key", baseUrl: instructions.baseUrl }),
  responseModel: () => Promise.resolve(responseModel),
  limits: {},
});
const ownership = new Ownership({ store, clock: systemClock, leaseMs });
const session = { engine, ownership, [Symbol.asyncDispose]: () => Promise.resolve() };

let [batch] = await opened.batches();
if (batch === undefined) {
  ({ batch } = await startBatch(
    session,
    {
      model,
      responseModel,
      responseModelPath: undefined,
      settings: { flags, maxRequestsPerJob, dedupe: "none" },
      emulated: false,
    },
    { kind: "file", path: input },
    {},
  ));
}
await resumeBatch(session, batch.id, undefined);
const status = await drive(engine, ownership, batch.id, { goal: "finished" });
writeSync(STANDARD_OUTPUT, `finished ${JSON.stringify(status.outcomes)}\n`);
await ownership[Symbol.asyncDispose]();
await opened[Symbol.asyncDispose]();
