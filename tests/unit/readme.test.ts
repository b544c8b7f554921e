import { readFile } from "node:fs/promises";
import { JobState as GoogleState } from "@google/genai";
import type Anthropic from "@anthropic-ai/sdk";
import type OpenAI from "openai";
import { describe, expect, it } from "vitest";
import { CONDITION_NAMES, FAULT_NAMES } from "../../src/emulator/faults/parse.ts";
import { codec as anthropic } from "../../src/providers/anthropic/codec.ts";
import { codec as google } from "../../src/providers/google/codec.ts";
import { createCodec } from "../../src/providers/openai/codec.ts";
import { PROVIDERS } from "../../src/providers/registry.ts";

const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");

function cellsOf(line: string): readonly string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** The cells of the rows of the table with this heading, whose cells stand between spaced bars. */
function rowsOf(heading: string): readonly (readonly string[])[] {
  const lines = readme.split("\n");
  const start = lines.findIndex((line) => cellsOf(line).join(" | ").startsWith(heading));
  const rows = lines.slice(start + 2);
  const found = rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith("|")),
    )
    .map(cellsOf);
  if (start === -1 || found.length === 0) throw new Error(`no table "${heading}" in the README`);
  return found;
}

function codesIn(cell = ""): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}

function statesIn(heading: string): readonly string[] {
  return [...new Set(rowsOf(heading).flatMap(([states]) => codesIn(states)))];
}

describe("the tables of states", () => {
  it("are complete by the SDKs' own types", () => {
    const openai: Record<OpenAI.Batch["status"], true> = {
      validating: true,
      failed: true,
      in_progress: true,
      finalizing: true,
      completed: true,
      expired: true,
      cancelling: true,
      cancelled: true,
    };
    const claude: Record<Anthropic.Messages.MessageBatch["processing_status"], true> = {
      in_progress: true,
      canceling: true,
      ended: true,
    };
    const gemini = Object.values(GoogleState).map((state) => state.replace(/^JOB_STATE_/, ""));
    expect(statesIn("OpenAI | state").toSorted()).toEqual(Object.keys(openai).toSorted());
    expect(statesIn("Anthropic | state").toSorted()).toEqual(Object.keys(claude).toSorted());
    expect(statesIn("Google (`BATCH_STATE").toSorted()).toEqual(gemini.toSorted());
  });

  it("say what the code makes of each state at OpenAI", () => {
    const openai = createCodec("chat");
    for (const [states, state] of rowsOf("OpenAI | state")) {
      for (const status of codesIn(states)) {
        const job = openai.decodeStatus({ id: "batch_1", status });
        expect(`${status} \`${job.state}\``).toBe(`${status} ${state}`);
      }
    }
  });

  it("say what the code makes of each state at Anthropic", () => {
    const some = { processing: 0, succeeded: 1, errored: 0, canceled: 0, expired: 0 };
    for (const [words = "", state] of rowsOf("Anthropic | state")) {
      const cancelled = words.includes("somebody cancelled");
      const request_counts = {
        ...some,
        canceled: cancelled ? 1 : 0,
        expired: words.includes("some requests expired") ? 1 : 0,
      };
      const cancel_initiated_at = cancelled ? "2026-11-20T00:00:00Z" : null;
      for (const processing_status of codesIn(words)) {
        const body = { id: "m", processing_status, request_counts, cancel_initiated_at };
        expect(`${words} \`${anthropic.decodeStatus(body).state}\``).toBe(`${words} ${state}`);
      }
    }
  });

  it("say what the code makes of each state at Google", () => {
    for (const [words = "", state] of rowsOf("Google (`BATCH_STATE")) {
      const endTime = words.includes("more than 24")
        ? "2026-11-21T01:00:00Z"
        : "2026-11-20T23:00:00Z";
      for (const name of codesIn(words)) {
        for (const prefix of ["BATCH_STATE_", "JOB_STATE_"]) {
          const metadata = { state: prefix + name, createTime: "2026-11-20T00:00:00Z", endTime };
          const job = google.decodeStatus({ name: "batches/1", metadata });
          expect(`${words} \`${job.state}\``).toBe(`${words} ${state}`);
        }
      }
    }
  });
});

it("the tables of faults name each fault once, and each condition", () => {
  const named = ["call", "job", "request"].flatMap((what) =>
    rowsOf(`fault of a ${what}`).flatMap(([fault]) => codesIn(fault)),
  );
  expect(named.toSorted()).toEqual(FAULT_NAMES.toSorted());
  const conditions = rowsOf("condition").flatMap(([condition]) => codesIn(condition));
  expect(conditions.toSorted()).toEqual(CONDITION_NAMES.toSorted());
});

it("the table of providers names their keys, variables and limits", async () => {
  const rows = new Map(
    rowsOf(" | OpenAI | Anthropic").map(([what = "", ...cells]) => [what, cells]),
  );
  for (const [place, definition] of PROVIDERS.entries()) {
    const { name, keyVariables, baseUrlVariable, flags } = definition;
    const cell = (what: string): string => rows.get(what)?.[place] ?? "";
    expect(cell("name in `--model`")).toBe(`\`${name}/…\``);
    expect(codesIn(cell("key"))).toEqual(keyVariables);
    expect(codesIn(cell("another base URL"))[0]).toBe(baseUrlVariable);
    const ways = `${cell("how requests travel")} ${cell("endpoints")}`;
    for (const flag of flags) expect(ways).toContain(`--${flag.name} ${flag.values.join("\\|")}`);
    const { limits } = await definition.create({
      env: {},
      clock: { now: () => 0, sleep: () => Promise.resolve() },
      random: () => 0,
      model: undefined,
      flags: {},
    });
    expect(cell("requests in a job")).toContain(limits.requestsPerJob.toLocaleString("en"));
    expect(cell("bytes in a job")).toContain(megabytes(limits.bytesPerJob));
  }
});

function megabytes(bytes: number): string {
  const rounded = Math.round(bytes / 1e6);
  return rounded >= 1_000 ? `${rounded / 1_000} GB` : `${rounded} MB`;
}
