import { createReadStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toFile, type OpenAI } from "openai";
import { describe, expect, it } from "vitest";
import { contentOf, createBatch, peopleLines, untilEnded, upload } from "./support.ts";
import { Bench, DAY, HOUR, START } from "../support.ts";

const SECONDS = START / 1000;

describe("files", () => {
  it("takes a stream in chunks, keeps it as it is, and gives it back", async () => {
    await using bench = await Bench.open();
    const client = bench.openai();
    const folder = await mkdtemp(join(tmpdir(), "emulator-test-"));
    const path = join(folder, "in.jsonl");
    const text = '{"custom_id":"ä"}\n'.repeat(5000);
    await writeFile(path, text);
    const file = await client.files.create({
      file: createReadStream(path),
      purpose: "batch",
      expires_after: { anchor: "created_at", seconds: 3600 },
    });
    expect(file).toMatchObject({
      object: "file",
      bytes: Buffer.byteLength(text),
      created_at: SECONDS,
      expires_at: SECONDS + 3600,
      filename: "in.jsonl",
      purpose: "batch",
      status: "processed",
    });
    expect(file.id).toMatch(/^file-[A-Za-z0-9]{22}$/);
    expect(await client.files.retrieve(file.id)).toEqual(file);
    expect(await contentOf(client, file.id)).toBe(text);
    await rm(folder, { recursive: true });
  });

  it("keeps batch files for thirty days where nothing else is asked", async () => {
    await using bench = await Bench.open();
    const client = bench.openai();
    const id = await upload(client, ["{}"]);
    bench.clock.advance(30 * DAY - 1);
    expect((await client.files.retrieve(id)).expires_at).toBe(SECONDS + (30 * DAY) / 1000);
    bench.clock.advance(1);
    await expect(client.files.retrieve(id)).rejects.toMatchObject({
      status: 404,
      param: "id",
      error: { message: `No such File object: ${id}` },
    });
  });

  it("refuses a batch file that is not called .jsonl, and an unknown purpose", async () => {
    await using bench = await Bench.open();
    const client = bench.openai();
    const poetry: OpenAI.FilePurpose = JSON.parse('"poetry"');
    const file = await toFile(Buffer.from("{}"), "requests.txt");
    await expect(client.files.create({ file, purpose: "batch" })).rejects.toMatchObject({
      status: 400,
      error: { message: "Invalid file format for Batch API. Must be .jsonl" },
    });
    await expect(client.files.create({ file, purpose: poetry })).rejects.toMatchObject({
      status: 400,
      param: "purpose",
    });
  });

  it("refuses an expiry out of range", async () => {
    await using bench = await Bench.open();
    const client = bench.openai();
    const file = await toFile(Buffer.from("{}"), "requests.jsonl");
    await expect(
      client.files.create({
        file,
        purpose: "batch",
        expires_after: { anchor: "created_at", seconds: 60 },
      }),
    ).rejects.toMatchObject({ status: 400, param: "expires_after.seconds" });
  });

  it("refuses a form that is cut short, and one that is none", async () => {
    await using bench = await Bench.open();
    const url = `${bench.emulator.baseUrls.openai}/files`;
    const post = (contentType: string): Promise<Response> =>
      fetch(url, {
        method: "POST",
        body: '--x\r\ncontent-disposition: form-data; name="file"; filename="a.jsonl"\r\n\r\n{}',
        headers: { authorization: "Bearer x", "content-type": contentType },
      });
    expect((await post("multipart/form-data; boundary=x")).status).toBe(400);
    expect((await post("application/json")).status).toBe(400);
  });

  it("refuses a file beyond the limit", async () => {
    await using bench = await Bench.open({ limits: { openai: { fileBytes: 1000 } } });
    const client = bench.openai();
    await expect(upload(client, ["x".repeat(5000)])).rejects.toMatchObject({ status: 413 });
  });

  it("lists files in pages, newest first, by purpose", async () => {
    await using bench = await Bench.open();
    const client = bench.openai();
    const ids = [
      await upload(client, ["1"]),
      await upload(client, ["2"]),
      await upload(client, ["3"]),
    ];
    const other = await client.files.create({
      file: await toFile(Buffer.from("x"), "x.txt"),
      purpose: "user_data",
    });
    const listed: string[] = [];
    for await (const file of client.files.list({ purpose: "batch", limit: 2 }))
      listed.push(file.id);
    expect(listed).toEqual(ids.toReversed());
    const page = await client.files.list({ order: "asc" });
    expect(page.data.map(({ id }) => id)).toEqual([...ids, other.id]);
  });

  it("deletes a file", async () => {
    await using bench = await Bench.open();
    const client = bench.openai();
    const id = await upload(client, ["{}"]);
    expect(await client.files.delete(id)).toEqual({ id, object: "file", deleted: true });
    await expect(client.files.content(id)).rejects.toMatchObject({ status: 404 });
  });

  it("works on a batch whose input file was deleted after the create", async () => {
    await using bench = await Bench.open();
    const client = bench.openai();
    const batch = await createBatch(client, peopleLines(2));
    await client.files.delete(batch.input_file_id);
    bench.clock.advance(HOUR);
    const ended = await untilEnded(client, batch.id);
    expect(ended.request_counts).toEqual({ total: 2, completed: 2, failed: 0 });
  });
});
