import { setTimeout as sleep } from "node:timers/promises";
import { getHeapSpaceStatistics } from "node:v8";
import { tuneYoungGeneration } from "../../../src/cli/young-generation.ts";

/** Makes objects of which some live for a while, and prints how much room for new ones the engine has taken, in MB. */
if (process.argv[2] === "tuned") tuneYoungGeneration();
const KEPT = 20_000;
const ROUNDS = 100;
const kept: unknown[] = Array.from({ length: KEPT });
let most = 0;
for (let round = 0; round < ROUNDS; round += 1) {
  for (let index = 0; index < 20 * KEPT; index += 1) kept[index % KEPT] = { text: `x${index}` };
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space");
  most = Math.max(most, young?.space_size ?? 0);
  await sleep(1);
}
process.stdout.write(String(most / (1 << 20)));
