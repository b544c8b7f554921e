import { execFileSync } from "node:child_process";
import { beforeAll, expect, it } from "vitest";
import { VARIANTS } from "../crash/crash-run.ts";
import { STRESS } from "../support/scale.ts";
import { runAtScale, table } from "./scale.ts";

const RECORDS = STRESS ? 100_000 : 5_000;
/** What V8's heap, the code and the buffers of a job under way may take together, however many records there are. */
const MOST_MEGABYTES = 400;

beforeAll(() => {
  execFileSync(process.execPath, ["scripts/build-cli.ts"]);
});

it.each(VARIANTS)(
  "a heap of 96 MB is enough for any number of records at $provider",
  { timeout: STRESS ? 900_000 : 60_000 },
  async (variant) => {
    const result = await runAtScale({ variant, records: RECORDS, heapMegabytes: 96 });
    expect(result).toMatchObject({ rows: RECORDS, succeeded: RECORDS });
    for (const { peakMegabytes } of result.measured)
      expect(peakMegabytes).toBeLessThan(MOST_MEGABYTES);
    process.stdout.write(`${variant.provider}, ${RECORDS} records:\n${table(result)}`);
  },
);
