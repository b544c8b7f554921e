import { expect, it } from "vitest";
import { BatchProcessor } from "../../src/batch-processor.ts";
import { faultProfiles } from "../../src/emulator/faults.ts";
import type { Outcome } from "../../src/model/outcome.ts";
import { User } from "../../schemas/user.ts";
import { VARIANTS } from "../crash/crash-run.ts";
import { all } from "../support/collected.ts";
import { testEmulator } from "../support/emulated.ts";
import { QUICK } from "../support/quick.ts";
import { wholeAnswers } from "../support/raw-answers.ts";
import { STRESS } from "../support/scale.ts";

const RECORDS = STRESS ? 5_000 : 2_000;
const REQUESTS_PER_JOB = 250;
const NAMES = ["Alice", "Bob", "Carol", "David", "Emma", "Frank"];

interface Person {
  readonly id: string;
  readonly name: string;
  readonly age: number;
  readonly text: string;
}

const people = Array.from({ length: RECORDS }, (_, index): Person => {
  const name = NAMES[index % NAMES.length] ?? "Alice";
  const age = 18 + (index % 70);
  return {
    id: `p${index}`,
    name,
    age,
    text: `Hi, my name is ${name} and I am ${age} years old, number ${index}.`,
  };
});

function personOf({ name, age }: { readonly name: unknown; readonly age: unknown }): string {
  return JSON.stringify([name, age]);
}

/** The person in an answer that is JSON and nothing else, and fits the response model. */
function validPerson(answer: string): readonly string[] {
  try {
    const { name, age } = JSON.parse(answer);
    return typeof name === "string" && Number.isInteger(age) ? [personOf({ name, age })] : [];
  } catch {
    return [];
  }
}

it.each(VARIANTS)(
  "a storm at $provider leaves one outcome per record and no false success",
  { timeout: 180_000 },
  async ({ provider, model, flags }) => {
    const faults = faultProfiles.get("chaos");
    await using emulator = await testEmulator({
      workMs: 200,
      ...(faults === undefined ? {} : { faults }),
    });
    await using processor = new BatchProcessor({
      model,
      responseModel: User,
      flags,
      store: "memory",
      apiKey: "key",
      baseUrl: emulator.baseUrls[provider],
      maxRequestsPerJob: REQUESTS_PER_JOB,
      keepRemoteFiles: true,
      tuning: QUICK,
    });
    const batch = await processor.create(people.map(({ id, text }) => ({ id, text })));
    const status = await batch.wait();
    const outcomes: Outcome<{ name: string; age: number }>[] = await all(batch.results());
    expect(outcomes.map(({ id }) => id)).toEqual(people.map(({ id }) => id));
    const wrong = outcomes.filter((outcome, index) => {
      const { name, age } = people[index] ?? {};
      return (
        outcome.kind === "succeeded" && (outcome.data.name !== name || outcome.data.age !== age)
      );
    });
    expect(wrong).toEqual([]);
    // Whoever reads the raw lines finds the same successes in each job: none was made up, and none thrown away.
    await emulator.faults();
    for (const { jobId = "" } of status.jobs) {
      const answered = await wholeAnswers(emulator, provider, jobId);
      const taken = outcomes.flatMap((outcome) =>
        outcome.kind === "succeeded" && outcome.jobId === jobId ? [personOf(outcome.data)] : [],
      );
      expect(taken.toSorted()).toEqual(answered.flatMap(validPerson).toSorted());
    }
    // What the emulator would bill is what the batch knows of: no job was created twice, and none was lost.
    const known = status.jobs.flatMap(({ jobId }) => jobId?.replace(/^batches\//, "") ?? []);
    const accepted = await emulator.jobs();
    const billed = accepted
      .filter(({ state }) => state !== "failed")
      .map(({ id }) => id.replace(/^batches\//, ""));
    expect(billed.filter((id) => !known.includes(id))).toEqual([]);
    expect(new Set(known).size).toBe(known.length);
    // The jobs are those of the plan, and those of the next attempts, whose requests are what the last ones left.
    const jobsOf = (attempt: number) => status.jobs.filter((job) => job.attempt === attempt);
    expect(jobsOf(1).length).toBeGreaterThanOrEqual(RECORDS / REQUESTS_PER_JOB);
    for (const attempt of [1, 2, 3]) {
      const requests = jobsOf(attempt).reduce((sum, job) => sum + job.requests, 0);
      const tried = outcomes.filter((outcome) => outcome.attempt >= attempt).length;
      expect(requests).toBe(tried);
    }
    const ids = new Set(accepted.map(({ id }) => id.replace(/^batches\//, "")));
    expect(known.filter((id) => !ids.has(id))).toEqual([]);
    // Three attempts get nearly all of them right.
    expect(status.outcomes.succeeded ?? 0).toBeGreaterThan(RECORDS * 0.9);
  },
);
