import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  faultProfiles,
  parseFaultProfile,
  readFaultProfile,
} from "../../../src/emulator/faults.ts";
import {
  peopleLines as googleLines,
  createJob,
  download,
  untilEnded as googleEnded,
} from "../google/support.ts";
import { contentOf, createBatch, ENDED, peopleLines } from "../openai/support.ts";
import { Bench, until } from "../support.ts";

describe("profiles", () => {
  it("are read with all that a fault takes", () => {
    const profile = {
      seed: 3,
      rules: [
        {
          fault: "rate_limit",
          provider: "openai",
          route: "^POST",
          rate: 0.5,
          times: 2,
          retryAfterMs: 10,
        },
        { fault: "job_expired", done: 0.5, job: 2 },
        { fault: "doubled_line", differing: true, customId: "a", prompt: "b" },
      ],
    };
    expect(parseFaultProfile(profile)).toEqual(profile);
  });

  const wrong: readonly (readonly [string, unknown, RegExp])[] = [
    [
      "an unknown fault",
      { rules: [{ fault: "earthquake" }] },
      /rules\.0: unknown fault "earthquake"/,
    ],
    [
      "a parameter of another fault",
      { rules: [{ fault: "refusal", afterBytes: 1 }] },
      /rules\.0: .*afterBytes/,
    ],
    ["a rate above one", { rules: [{ fault: "refusal", rate: 2 }] }, /rules\.0\.rate/],
    [
      "no regular expression",
      { rules: [{ fault: "refusal", prompt: "(" }] },
      /rules\.0\.prompt: is no regular expression/,
    ],
    ["no rules", { seed: 1 }, /rules/],
    ["an unknown name", "hurricane", /no fault profile "hurricane"\. Known are none, chaos/],
  ];
  it.each(wrong)("are refused with %s", (_, profile, message) => {
    expect(() => parseFaultProfile(profile)).toThrow(message);
  });

  it("are read from a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "emulator-test-"));
    const path = join(folder, "faults.json");
    await writeFile(path, JSON.stringify({ rules: [{ fault: "refusal" }] }));
    expect(await readFaultProfile(path)).toEqual({ rules: [{ fault: "refusal" }] });
    await writeFile(path, '"chaos"');
    expect(await readFaultProfile(path)).toEqual(faultProfiles.get("chaos"));
    await writeFile(path, "{");
    await expect(readFaultProfile(path)).rejects.toThrow(/can't be read as JSON/);
    await rm(folder, { recursive: true });
  });

  it("are ready-made by name, and well formed", () => {
    for (const [name, profile] of faultProfiles) {
      expect({ name, profile: parseFaultProfile(profile) }).toEqual({ name, profile });
      expect(parseFaultProfile(name)).toEqual(profile);
    }
  });
});

/** Tries until it works, as a client that takes errors for passing ones would. */
async function stubborn<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (tries > 50) throw error;
    }
  }
}

describe("chaos", () => {
  it("is got through by a client that never gives up, at each provider", async () => {
    await using bench = await Bench.open({ workMs: 0, faults: faultProfiles.get("chaos") });
    const openai = bench.openai();
    for (let job = 0; job < 10; job += 1) {
      const { id } = await stubborn(() => createBatch(openai, peopleLines()));
      const ended = await until(
        () => stubborn(() => openai.batches.retrieve(id)),
        ({ status }) => ENDED.includes(status),
      );
      if (ended.output_file_id) await stubborn(() => contentOf(openai, ended.output_file_id));
    }
    const google = bench.google();
    for (let job = 0; job < 10; job += 1) {
      const { name } = await stubborn(() => createJob(google, googleLines()));
      const ended = await stubborn(() => googleEnded(google, name));
      const file = ended.dest?.fileName;
      if (file !== undefined) await stubborn(() => download(bench, file));
    }
    const jobs = await bench.jobs();
    expect(jobs.length).toBeGreaterThanOrEqual(20);
    expect(new Set(jobs.map(({ state }) => state)).size).toBeGreaterThan(1);
  });
});
