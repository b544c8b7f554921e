import { describe, expect, it } from "vitest";
import { chatLine, createBatch, peopleLines, untilEnded } from "./support.ts";
import { Bench, HOUR, MINUTE, START, until } from "../support.ts";

const SECONDS = START / 1000;

async function firstError(openai: Record<string, number>): Promise<string | undefined> {
  await using bench = await Bench.open({ workMs: 0, limits: { openai } });
  const client = bench.openai();
  const { id } = await createBatch(client, peopleLines(3));
  return (await untilEnded(client, id)).errors?.data?.[0]?.code;
}

describe("validation, which fails the batch some time after its create", () => {
  const fine = chatLine("fine", "I'm Bob, 35.");
  const cases: readonly (readonly [string, readonly unknown[], Record<string, unknown>])[] = [
    ["a line that is no JSON", [fine, "{oops"], { code: "invalid_json_line", line: 2 }],
    ["a blank line", [fine, "", chatLine("b", "x")], { code: "invalid_json_line", line: 2 }],
    ["an id twice", [fine, fine], { code: "duplicate_custom_id", line: 2, param: "custom_id" }],
    [
      "two models",
      [fine, chatLine("b", "x", { model: "gpt-4o" })],
      { code: "mismatched_model", line: 2, param: "body.model" },
    ],
    [
      "an unknown model",
      [chatLine("a", "x", { model: "gpt-0" })],
      { code: "model_not_found", line: 1, param: "body.model" },
    ],
    [
      "another method",
      [{ ...fine, method: "GET" }],
      { code: "invalid_method", line: 1, param: "method" },
    ],
    [
      "another url",
      [{ ...fine, url: "/v1/responses" }],
      { code: "invalid_url", line: 1, param: "url" },
    ],
    [
      "no method",
      [{ custom_id: "a", url: fine.url, body: fine.body }],
      { code: "missing_required_parameter", line: 1, param: "method" },
    ],
    ["an unknown member", [{ ...fine, params: {} }], { code: "unknown_parameter", line: 1 }],
    ["no requests", [""], { code: "empty_file", line: null }],
  ];

  it.each(cases)("%s", async (_, lines, error) => {
    await using bench = await Bench.open({ workMs: 0 });
    const client = bench.openai();
    const { id, status } = await createBatch(client, lines);
    expect(status).toBe("validating");
    const ended = await untilEnded(client, id);
    expect(ended).toMatchObject({
      status: "failed",
      failed_at: SECONDS,
      output_file_id: null,
      error_file_id: null,
      errors: { object: "list", data: [error] },
    });
  });

  it("too many requests, too many bytes, too many tokens", async () => {
    expect(await firstError({ requestsPerJob: 2 })).toBe("too_many_tasks");
    expect(await firstError({ bytesPerJob: 500 })).toBe("file_too_large");
    expect(await firstError({ enqueuedTokens: 100 })).toBe("token_limit_exceeded");
    expect(await firstError({ requestsPerJob: 3 })).toBeUndefined();
  });

  it("counts the tokens of batches that are not done, and takes the file again once they are", async () => {
    await using bench = await Bench.open({ limits: { openai: { enqueuedTokens: 300 } } });
    const client = bench.openai();
    const first = await createBatch(client, peopleLines(2));
    await until(
      () => client.batches.retrieve(first.id),
      ({ status }) => status === "validating",
    );
    bench.clock.advance(10 * MINUTE);
    await until(
      () => client.batches.retrieve(first.id),
      ({ status }) => status === "in_progress",
    );
    const second = await createBatch(client, peopleLines(2));
    bench.clock.advance(10 * MINUTE);
    const failed = await untilEnded(client, second.id);
    expect(failed.errors?.data?.[0]?.code).toBe("token_limit_exceeded");
    bench.clock.advance(HOUR);
    await untilEnded(client, first.id);
    const again = await createBatch(client, [], { input_file_id: second.input_file_id });
    bench.clock.advance(HOUR);
    expect((await untilEnded(client, again.id)).status).toBe("completed");
  });
});
