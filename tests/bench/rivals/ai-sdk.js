// The AI SDK's batches, as its documentation shows them: `node ai-sdk.js OPTIONS-AS-JSON`.
import { peakMemory } from "../../support/peak-memory.ts";
import { readFileSync } from "node:fs";
import { createOpenAI } from "@ai-sdk/openai";
import {
  experimental_getBatchResults as getBatchResults,
  experimental_getBatchStatus as getBatchStatus,
  experimental_startBatch as startBatch,
} from "ai";
import { z } from "zod";

const Person = z.object({
  name: z.string(),
  age: z.number().int(),
  email: z.string(),
  active: z.boolean(),
});

const { input, baseUrl, phase, system } = JSON.parse(process.argv[2]);
const provider = createOpenAI({ baseURL: baseUrl, apiKey: "none" });

async function start() {
  const requests = readFileSync(input, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))
    .map(({ id, text }) => ({
      id,
      type: "text",
      model: "gpt-4o-mini",
      instructions: system,
      prompt: text,
      maxOutputTokens: 500,
    }));
  return await startBatch({ provider, requests });
}

async function finished(batch) {
  for (;;) {
    const { status } = await getBatchStatus({ provider, batch });
    if (status === "completed" || status === "failed") return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// It takes no schema: an answer is text, and whether it is a person is the caller's to find out.
async function collect(batch) {
  const people = [];
  for await (const item of getBatchResults({ provider, batch })) {
    if (item.status !== "succeeded") continue;
    try {
      people.push({ id: item.id, data: Person.safeParse(JSON.parse(item.text)) });
    } catch {
      people.push({ id: item.id, data: undefined });
    }
  }
  return people;
}

let from = performance.now();
const batch = await start();
if (phase === "results") {
  await finished(batch);
  from = performance.now();
  await collect(batch);
}
const ms = performance.now() - from;
console.log(JSON.stringify({ ms, rssBytes: peakMemory() }));
process.exit(0);
