import { execFileSync } from "node:child_process";
import { VARIANTS } from "../crash/crash-run.ts";
import { runAtScale, table } from "./scale.ts";

// node tests/stress/run.ts openai 1000000 [megabytes of heap]
const [provider, records = "100000", heap = "96"] = process.argv.slice(2);
const variant = VARIANTS.find((known) => known.provider === provider);
if (variant === undefined) throw new Error("name a provider: openai, anthropic or google");
execFileSync(process.execPath, ["scripts/build-cli.ts"]);
const result = await runAtScale({ variant, records: Number(records), heapMegabytes: Number(heap) });
process.stdout.write(
  `${provider}: ${result.succeeded} of ${result.rows} succeeded\n${table(result)}`,
);
