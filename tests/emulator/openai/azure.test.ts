import { AzureOpenAI } from "openai";
import { expect, it } from "vitest";
import { Bench, USER_SCHEMA, parseLines, until, HOUR } from "../support.ts";

const REQUEST = {
  custom_id: "a",
  method: "POST",
  url: "/chat/completions",
  body: {
    model: "gpt-4o-mini",
    messages: [{ role: "user", content: "I am Ann and 30 years old." }],
    response_format: {
      type: "json_schema",
      json_schema: { name: "person", schema: USER_SCHEMA, strict: true },
    },
  },
};

function azure({ emulator }: Bench, apiKey = "key"): AzureOpenAI {
  return new AzureOpenAI({
    apiKey,
    baseURL: `${emulator.url}/azure/openai`,
    apiVersion: "2025-04-01-preview",
    maxRetries: 0,
  });
}

it("works on a batch under Azure's names of the endpoints", async () => {
  await using bench = await Bench.open();
  const client = azure(bench);
  const file = await client.files.create({
    file: new File([JSON.stringify(REQUEST)], "in.jsonl"),
    purpose: "batch",
  });
  const create = (endpoint: string) =>
    client.batches.create({
      input_file_id: file.id,
      endpoint: endpoint as "/v1/chat/completions",
      completion_window: "24h",
    });
  await expect(create("/v1/chat/completions")).rejects.toMatchObject({ status: 400 });
  const { id } = await create("/chat/completions");
  bench.clock.advance(2 * HOUR);
  const { output_file_id: output } = await until(
    () => client.batches.retrieve(id),
    ({ status }) => status === "completed",
  );
  const [line] = parseLines(await (await client.files.content(output ?? "")).text());
  expect(line).toMatchObject({ custom_id: "a", response: { status_code: 200 } });
});

it("wants a key in a header of its own, and a version", async () => {
  await using bench = await Bench.open();
  await expect(azure(bench, "wrong").batches.list()).rejects.toMatchObject({ status: 401 });
  const asOpenai = bench.openai({ baseURL: `${bench.emulator.url}/azure/openai` });
  await expect(asOpenai.batches.list()).rejects.toMatchObject({ status: 401 });
  const bare = await fetch(`${bench.emulator.url}/azure/openai/batches`, {
    headers: { "api-key": "key" },
  });
  expect(bare.status).toBe(404);
});
