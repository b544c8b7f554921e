import { describe, expect, it } from "vitest";
import { z } from "zod";
import { BatchProcessor } from "../../src/batch-processor.ts";
import type { FaultRule } from "../../src/emulator/faults/profile.ts";
import type { Outcome } from "../../src/model/outcome.ts";
import { User } from "../../schemas/user.ts";
import { VARIANTS, type Variant } from "../crash/crash-run.ts";
import { all } from "../support/collected.ts";
import { testEmulator, type TestEmulator } from "../support/emulated.ts";
import { QUICK } from "../support/quick.ts";

type UserOutcome = Outcome<{ name: string; age: number }>;

type Fault = (typeof FAULTS)[number];

const FAULTS = [
  "refusal",
  "truncation",
  "safety_block",
  "prompt_block",
  "invalid_json",
  "schema_break",
  "fenced_json",
  "wrapped_json",
  "empty_answer",
  "thoughts",
  "context_length",
  "request_rate_limited",
  "request_failed",
  "request_overloaded",
  "status_zero",
  "request_canceled",
  "unknown_result",
  "missing_line",
  "doubled_line",
  "foreign_line",
  "malformed_line",
] as const;

/** A record for each fault, and one that none strikes; each is known by the age in its text. */
const PEOPLE = [...FAULTS, "none" as const].map((id, index) => ({
  id,
  text: `I am Ann and ${20 + index} years old.`,
}));

const RULES = FAULTS.map((fault, index): FaultRule => {
  const prompt = `${20 + index} years`;
  return fault === "doubled_line" ? { fault, prompt, differing: true } : { fault, prompt };
});

function right(id: Fault | "none"): object {
  const age = 20 + PEOPLE.findIndex((person) => person.id === id);
  return { kind: "succeeded", data: { name: "Ann", age } };
}

function errored(retryable: boolean, message: unknown = expect.stringMatching(/\S/)): object {
  const code: unknown = expect.stringMatching(/\S/);
  return { kind: "errored", error: { code, message, retryable } };
}

function invalid(message: string): object {
  return { kind: "invalid", issues: [{ message: expect.stringContaining(message) }] };
}

const TOLD: unknown = expect.stringMatching(/\S/);

/** What each fault must come to, whoever the provider is. */
const EXPECTED: Readonly<Record<Fault | "none", object>> = {
  refusal: { kind: "refused", reason: TOLD },
  truncation: { kind: "truncated", reason: TOLD, answer: '{"name":"Ann' },
  safety_block: { kind: "blocked", blocked: "answer", reason: TOLD },
  prompt_block: { kind: "blocked", blocked: "prompt", reason: TOLD },
  invalid_json: invalid("no JSON"),
  schema_break: { kind: "invalid", issues: [{ path: ["name"] }] },
  fenced_json: invalid("no JSON"),
  wrapped_json: invalid("no JSON"),
  empty_answer: invalid("empty"),
  thoughts: right("thoughts"),
  context_length: errored(false, expect.stringMatching(/token/)),
  request_rate_limited: errored(true),
  request_failed: errored(true),
  request_overloaded: errored(true),
  status_zero: errored(true),
  request_canceled: { kind: "cancelled" },
  unknown_result: errored(false, expect.stringContaining("some_future_type")),
  missing_line: { kind: "missing" },
  doubled_line: right("doubled_line"),
  foreign_line: right("foreign_line"),
  malformed_line: { kind: "missing" },
  none: right("none"),
};

/** Where a provider has other words for the same. */
const OWN: Readonly<Record<Variant["provider"], Partial<typeof EXPECTED>>> = {
  // What it thinks of a prompt it says in an error.
  openai: { prompt_block: errored(false, expect.stringContaining("flagged")) },
  anthropic: {
    safety_block: { kind: "refused", reason: "general_harms" },
    prompt_block: errored(false, expect.stringContaining("filter")),
  },
  google: { refusal: { kind: "blocked", reason: expect.stringContaining("PROHIBITED_CONTENT") } },
};

function settingsAt({ baseUrls }: TestEmulator, { provider, model, flags }: Variant) {
  return {
    model,
    flags,
    store: "memory",
    apiKey: "key",
    baseUrl: baseUrls[provider],
    retry: "none",
    tuning: QUICK,
  } as const;
}

function processorAt(emulator: TestEmulator, variant: Variant): BatchProcessor<typeof User> {
  return new BatchProcessor({ ...settingsAt(emulator, variant), responseModel: User });
}

async function outcomesAt(
  variant: Variant,
  rules: readonly FaultRule[],
): Promise<readonly UserOutcome[]> {
  await using emulator = await testEmulator({ workMs: 60, faults: { rules } });
  await using processor = processorAt(emulator, variant);
  return await all(processor.run(PEOPLE));
}

describe.each(VARIANTS)("result lines at $provider", (variant) => {
  const expected = { ...EXPECTED, ...OWN[variant.provider] };

  it("each become what they are, and none but a whole answer is a success", async () => {
    const outcomes = await outcomesAt(variant, RULES);
    expect(outcomes).toMatchObject(PEOPLE.map(({ id }) => ({ id, ...expected[id] })));
  });

  it("are found by their id, in any order and between blank lines", async () => {
    const shapes = [
      "shuffled_lines",
      "blank_lines",
      "doubled_final_newline",
      "crlf_lines",
      "status_errors",
    ] as const;
    const outcomes = await outcomesAt(variant, [...shapes.map((fault) => ({ fault })), ...RULES]);
    expect(outcomes).toMatchObject(PEOPLE.map(({ id }) => ({ id, ...expected[id] })));
  });

  it("are all read where no request succeeded, and where the last one has no newline", async () => {
    const outcomes = await outcomesAt(variant, [
      { fault: "all_failed" },
      { fault: "no_final_newline" },
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(PEOPLE.map(() => "errored"));
  });

  it("are read from where they are, once", async () => {
    const odd = ["empty_error_file_id", "inline_for_file"] as const;
    await using emulator = await testEmulator({
      workMs: 60,
      faults: { rules: odd.map((fault) => ({ fault })) },
    });
    await using processor = processorAt(emulator, variant);
    const outcomes = await all(processor.run(PEOPLE.slice(0, 2)));
    expect(outcomes.map(({ kind }) => kind)).toEqual(["succeeded", "succeeded"]);
    const downloads = Object.entries(await emulator.calls()).filter(([route]) =>
      /content|results|download/.test(route),
    );
    expect(downloads.map(([, times]) => times)).toEqual(variant.provider === "google" ? [] : [1]);
  });

  it("are waited for where the job has ended before they are there", async () => {
    const outcomes = await outcomesAt(variant, [{ fault: "late_results", polls: 4 }]);
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(["succeeded"]));
  });
});

it.each(VARIANTS)(
  "text with every kind of line end in it comes back whole from $provider",
  async (variant) => {
    await using emulator = await testEmulator({ workMs: 60 });
    const note = "one\u2028two\u2029three\u0085four\vfive\ffsix 🙂 日本";
    const Note = z.object({ note: z.literal(note) });
    await using processor = new BatchProcessor({
      ...settingsAt(emulator, variant),
      responseModel: Note,
      structuredOutput: "json",
    });
    const outcomes = await all(processor.run([{ id: note, text: note }]));
    expect(outcomes).toMatchObject([{ id: note, kind: "succeeded", data: { note } }]);
  },
);
