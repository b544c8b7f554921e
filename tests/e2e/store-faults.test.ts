import {
  chmod,
  cp,
  mkdir,
  readdir,
  readFile,
  rm,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { BatchProcessor } from "../../src/batch-processor.ts";
import { testEmulator } from "../support/emulated.ts";
import { QUICK } from "../support/quick.ts";
import { startedBatch } from "../support/running-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type Workplace, workplace } from "../support/workplace.ts";

const CREATE = [
  "create",
  "--emulate",
  "--model",
  "openai/gpt-4o-mini",
  "--response-model",
  "User",
  "--input",
  "fixtures/ten-people.jsonl",
];
const WAIT = ["wait", "--batch-id", "latest"];
const RESULTS = ["results", "--batch-id", "latest", "--only", "succeeded"];
const SLOW = { env: { BATCH_EMULATE_WORK_MS: "400" } };

/** The folder of the only shard of the only batch. */
async function shardFolder({ path }: Workplace): Promise<string> {
  const batches = join(path, ".batch/batches");
  const [batch = ""] = await readdir(batches);
  const [shard = ""] = await readdir(join(batches, batch));
  return join(batches, batch, shard);
}

/** That the batch is at its end with all its records. */
async function expectComplete(place: Workplace): Promise<void> {
  const waited = await place.run(WAIT);
  expect([waited.code, waited.err]).toEqual([0, expect.stringContaining("10 succeeded")]);
  expect((await place.run(RESULTS)).out.trimEnd().split("\n")).toHaveLength(10);
}

it("a disk that is full while results come in costs nothing but time", async () => {
  await using place = await workplace();
  await place.run(CREATE, SLOW);
  const folder = await shardFolder(place);
  // Writing to this device fails as on a full disk.
  const traps = Array.from({ length: 20 }, (_, fence) =>
    join(folder, `${fence}-output.jsonl.part`),
  );
  for (const trap of traps) await symlink("/dev/full", trap);
  const { code, err } = await place.run(WAIT);
  expect(code).toBe(1);
  expect(err).toContain("ENOSPC");
  expect(err).toContain("The disk is full. Free some space, then go on with: batch resume");
  expect(err).not.toContain("    at ");
  for (const trap of traps) await rm(trap, { force: true });
  await expectComplete(place);
});

it("a disk that is full under the database costs nothing but time", async () => {
  await using place = await workplace();
  await place.run(CREATE);
  // Files may not grow beyond 8 kB, and the signal that comes with it is ignored.
  const limited = startedBatch(WAIT, { folder: place.path, before: "trap '' XFSZ; ulimit -f 16" });
  const { code, err } = await limited.end;
  expect([code, err]).toEqual([1, expect.stringMatching(/state\.db: .*Free some space/)]);
  await expectComplete(place);
});

it("an input that does not fit on the disk leaves no batch behind", async () => {
  await using place = await workplace();
  const rows = Array.from({ length: 2_000 }, (_, index) => `I am Ann and ${index} years old.\n`);
  await writeFile(join(place.path, "many.txt"), rows.join(""));
  const argv = [...CREATE.slice(0, -1), "many.txt"];
  const limited = startedBatch(argv, { folder: place.path, before: "trap '' XFSZ; ulimit -f 400" });
  const { code, err } = await limited.end;
  expect([code, err]).toEqual([1, expect.stringContaining("requests.jsonl")]);
  expect(err).not.toContain("    at ");
  expect((await place.run(["list", "--json"])).out.trim()).toBe("[]");
  expect(await readdir(join(place.path, ".batch/batches"))).toEqual([]);
  expect((await place.run(argv)).code).toBe(0);
});

it("a folder that can't be written to is named, with what to do", async () => {
  await using place = await workplace();
  await writeFile(join(place.path, "file"), "");
  // Where nobody may make a folder, Node's own way of making several at once never ends.
  for (const store of ["file", "file/store", "/proc/store"]) {
    const { code, err } = await place.run([...CREATE, "--store", store]);
    expect([code, err]).toEqual([1, expect.stringMatching(/(file|store).* with --store/)]);
    expect(err).not.toContain("    at ");
  }
});

it("a folder without permission is named, with what to do", async () => {
  await using place = await workplace();
  await mkdir(join(place.path, "closed"));
  await chmod(join(place.path, "closed"), 0o555);
  await chmod(place.path, 0o755);
  // Permissions mean nothing to root.
  const uid = process.getuid?.() === 0 ? 65_534 : undefined;
  const refused = startedBatch([...CREATE, "--store", "closed/store"], { folder: place.path, uid });
  const { code, err } = await refused.end;
  expect([code, err]).toEqual([1, expect.stringContaining("You may not write there.")]);
});

it("a store of a newer version is left alone", async () => {
  await using place = await workplace();
  await place.run(CREATE);
  const path = join(place.path, ".batch/state.db");
  const version = (value: number) => {
    using database = new DatabaseSync(path);
    const [row] = database.prepare("pragma user_version").all();
    database.exec(`pragma user_version = ${value}`);
    return Number(row?.["user_version"]);
  };
  const before = version(99);
  const { code, err } = await place.run(WAIT);
  expect([code, err]).toEqual([1, expect.stringContaining("Update batch-extract")]);
  version(before);
  await expectComplete(place);
});

const damages: readonly [name: string, bytes: (whole: number) => number][] = [
  ["cut in half", (whole) => Math.floor(whole / 2)],
  ["cut in its head", () => 50],
  ["empty", () => 0],
];
it.each(damages)("a database that is %s is not taken for a new one", async (_name, bytes) => {
  await using place = await workplace();
  await place.run(CREATE);
  const path = join(place.path, ".batch/state.db");
  const whole = await readFile(path);
  await truncate(path, bytes(whole.length));
  const { code, err } = await place.run(WAIT);
  expect([code, err]).toEqual([1, expect.stringMatching(/state\.db.*Restore it/)]);
  expect(err).toContain("batch list --remote");
  expect(err).not.toContain("    at ");
  await writeFile(path, whole);
  await expectComplete(place);
});

it("an outcome that the disk has changed is noticed, and never shown as data", async () => {
  await using place = await workplace();
  await place.run([...CREATE, "--wait"]);
  const folder = await shardFolder(place);
  const name = (await readdir(folder)).find((file) => file.endsWith("-outcomes.jsonl")) ?? "";
  const path = join(folder, name);
  const whole = await readFile(path, "utf8");
  await writeFile(path, whole.replace("Alice", "Alyce"));
  const { code, err } = await place.run(RESULTS);
  expect([code, err]).toEqual([1, expect.stringContaining(`${name} is not the file`)]);
  await writeFile(path, whole);
  await expectComplete(place);
});

it("requests that the disk has changed are not sent", async () => {
  await using folder = await temporaryFolder();
  await using emulator = await testEmulator({ workMs: 60 });
  await using processor = new BatchProcessor({
    model: "openai/gpt-4o-mini",
    store: folder.path,
    apiKey: "key",
    baseUrl: emulator.baseUrls.openai,
    maxRequestsPerJob: 1,
    // The second job waits for the first one's end.
    limits: { openai: { jobs: 1 } },
    tuning: { ...QUICK, submitsAtOnce: 1 },
  });
  const batch = await processor.create(["What is your name?", "How old are you?"]);
  const shards = (await readdir(join(folder.path, "batches", batch.id))).toSorted();
  const path = join(folder.path, "batches", batch.id, shards[1] ?? "", "requests.jsonl");
  const whole = await readFile(path, "utf8");
  await writeFile(path, whole.replace("old", "odd"));
  await expect(batch.wait()).rejects.toThrow("its checksum differs");
  expect(await emulator.jobs()).toHaveLength(1);
  await writeFile(path, whole);
  expect((await batch.wait()).outcomes).toEqual({ succeeded: 2 });
});

it("results that the disk has changed before they were read are fetched again", async () => {
  await using place = await workplace();
  await place.run(CREATE, SLOW);
  const folder = await shardFolder(place);
  // The outcomes can't be written, so that the results stay as they came.
  const traps = Array.from({ length: 20 }, (_, fence) =>
    join(folder, `${fence}-outcomes.jsonl.part`),
  );
  for (const trap of traps) await symlink("/dev/full", trap);
  expect((await place.run(WAIT)).code).toBe(1);
  for (const trap of traps) await rm(trap, { force: true });
  const name = (await readdir(folder)).find((file) => file.endsWith("-output.jsonl")) ?? "";
  await cp(join(folder, "requests.jsonl"), join(folder, name));
  await expectComplete(place);
});
