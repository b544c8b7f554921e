import { toFile } from "openai";
import { describe, expect, it } from "vitest";
import { createBatch, peopleLines } from "./support.ts";
import { Bench, HOUR } from "../support.ts";

describe("creates that are refused", () => {
  const cases: readonly (readonly [string, Record<string, unknown>, Record<string, unknown>])[] = [
    ["an unknown file", { input_file_id: "file-none" }, { status: 400, param: "input_file_id" }],
    ["an unknown endpoint", { endpoint: "/v1/poems" }, { status: 400, param: "endpoint" }],
    ["another window", { completion_window: "1h" }, { status: 400, param: "completion_window" }],
    ["an unknown member", { colour: "red" }, { status: 400, code: "unknown_parameter" }],
    [
      "metadata with a long value",
      { metadata: { a: "x".repeat(513) } },
      { status: 400, code: "string_above_max_length" },
    ],
    [
      "metadata with a long key",
      { metadata: { ["k".repeat(65)]: "x" } },
      { status: 400, code: "property_name_above_max_length" },
    ],
    [
      "metadata with too many pairs",
      {
        metadata: Object.fromEntries(Array.from({ length: 17 }, (_, place) => [`k${place}`, "x"])),
      },
      { status: 400, code: "object_above_max_properties" },
    ],
    [
      "an output expiry out of range",
      { output_expires_after: { anchor: "created_at", seconds: 1 } },
      { status: 400, param: "output_expires_after.seconds" },
    ],
  ];

  it.each(cases)("%s", async (_, params, error) => {
    await using bench = await Bench.open();
    await expect(createBatch(bench.openai(), peopleLines(1), params)).rejects.toMatchObject(error);
    expect(await bench.admin("jobs")).toEqual({ jobs: [] });
  });

  it("a file that is not for batches", async () => {
    await using bench = await Bench.open();
    const client = bench.openai();
    const file = await client.files.create({
      file: await toFile(Buffer.from("{}"), "in.jsonl"),
      purpose: "user_data",
    });
    await expect(createBatch(client, [], { input_file_id: file.id })).rejects.toMatchObject({
      status: 400,
      param: "input_file_id",
    });
  });

  it("more batches in an hour than are allowed", async () => {
    await using bench = await Bench.open({ limits: { openai: { jobsPerHour: 1 } } });
    const client = bench.openai();
    await createBatch(client, peopleLines(1));
    await expect(createBatch(client, peopleLines(1))).rejects.toMatchObject({ status: 429 });
    bench.clock.advance(HOUR);
    await createBatch(client, peopleLines(1));
  });
});
