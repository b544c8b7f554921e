import { constants, PerformanceObserver } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { isMainThread, Worker } from "node:worker_threads";
import { tuneYoungGeneration } from "../../../src/cli/young-generation.ts";

/** Prints how often a thread like those of batches clears up while it makes objects that are gone at once. */
if (isMainThread) {
  if (process.argv[2] === "tuned") tuneYoungGeneration();
  const thread = new Worker(new URL(import.meta.url), {
    resourceLimits: { maxYoungGenerationSizeMb: 32 },
  });
  thread.ref();
} else {
  let times = 0;
  const observer = new PerformanceObserver((list) => {
    const kinds = list
      .getEntries()
      .map((entry) => Reflect.get(Object(Reflect.get(entry, "detail")), "kind"));
    times += kinds.filter((kind) => kind === constants.NODE_PERFORMANCE_GC_MINOR).length;
  });
  observer.observe({ entryTypes: ["gc"] });
  let made: unknown;
  for (let round = 0; round < 200; round += 1) {
    for (let index = 0; index < 10_000; index += 1) made = { text: `x${index}`, made: [index] };
    await sleep(1);
  }
  await sleep(10);
  process.stdout.write(String(made === undefined ? 0 : times));
}
