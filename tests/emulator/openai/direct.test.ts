import OpenAI from "openai";
import { describe, expect, it } from "vitest";
import { Bench } from "../support.ts";

describe("calls that are answered at once", () => {
  it("counts tokens, and lists and retrieves models", async () => {
    await using bench = await Bench.open({ models: ["my-own-model"] });
    const client = bench.openai();
    const counted = await client.responses.inputTokens.count({
      model: "gpt-6-luna",
      input: "x".repeat(400),
    });
    expect(counted).toMatchObject({ object: "response.input_tokens" });
    expect(counted.input_tokens).toBeGreaterThanOrEqual(100);
    const ids: string[] = [];
    for await (const model of client.models.list()) ids.push(model.id);
    expect(ids).toEqual(expect.arrayContaining(["gpt-4o-mini", "gpt-6-luna", "my-own-model"]));
    expect(await client.models.retrieve("my-own-model")).toMatchObject({ object: "model" });
    await expect(client.models.retrieve("gpt-0")).rejects.toMatchObject({
      status: 404,
      code: "model_not_found",
    });
  });

  it("refuses what a batch would refuse later", async () => {
    await using bench = await Bench.open();
    await expect(
      bench.openai().responses.create({ model: "gpt-6-luna", input: "x", max_output_tokens: 1 }),
    ).rejects.toMatchObject({ status: 400, code: "integer_below_min_value" });
  });
});

describe("keys and ids", () => {
  it("takes any key but none, and one that begins with wrong", async () => {
    await using bench = await Bench.open();
    await expect(bench.openai({ apiKey: "wrong-key" }).batches.list()).rejects.toMatchObject({
      status: 401,
      code: "invalid_api_key",
      error: { message: expect.stringMatching(/^Incorrect API key provided: wron\*+/) },
    });
    const bare = await fetch(`${bench.emulator.baseUrls.openai}/batches`);
    expect(bare.status).toBe(401);
    expect(await bare.json()).toMatchObject({
      error: { type: "invalid_request_error", code: null },
    });
  });

  it("knows no batch of another id, and tells the request's own", async () => {
    await using bench = await Bench.open();
    const error = await bench
      .openai()
      .batches.retrieve("batch_nope")
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    expect(error).toMatchObject({
      status: 404,
      type: "invalid_request_error",
      error: { message: "No batch found with id 'batch_nope'." },
      requestID: expect.stringMatching(/^req_/),
    });
  });
});
