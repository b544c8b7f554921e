import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { Bench, DAY, HOUR, START } from "../support.ts";
import {
  createJob,
  download,
  peopleLines,
  readWhole,
  untilEnded,
  upload,
  withPath,
} from "./support.ts";

function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace("Z", "000Z");
}

/** One step of an upload, by hand. */
async function step(
  url: string,
  command: string,
  {
    offset = 0,
    body = "",
    headers = {},
  }: { offset?: number; body?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  return fetch(url, {
    method: "POST",
    body,
    headers: {
      "x-goog-api-key": "k",
      "x-goog-upload-command": command,
      "x-goog-upload-offset": String(offset),
      ...headers,
    },
  });
}

async function start(
  bench: Bench,
  file: unknown = {},
  headers: Record<string, string> = {},
): Promise<Response> {
  return step(`${bench.emulator.url}/upload/v1beta/files`, "start", {
    body: JSON.stringify({ file }),
    headers: { "x-goog-upload-protocol": "resumable", ...headers },
  });
}

describe("files", () => {
  it("takes a file of several chunks from a path, and keeps it for two days", async () => {
    await using bench = await Bench.open();
    const client = bench.google();
    const text = "x".repeat(8 * 1024 * 1024 + 5);
    const file = await withPath(async (path) => {
      await writeFile(path, text);
      return client.files.upload({
        file: path,
        config: { mimeType: "application/jsonl", displayName: "in", name: "my-in-1" },
      });
    });
    expect(file).toMatchObject({
      name: "files/my-in-1",
      displayName: "in",
      mimeType: "application/jsonl",
      sizeBytes: String(text.length),
      createTime: timestamp(START),
      expirationTime: timestamp(START + 2 * DAY),
      state: "ACTIVE",
      source: "UPLOADED",
    });
    expect(file.sha256Hash).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    bench.clock.advance(2 * DAY - 1);
    expect(await client.files.get({ name: "files/my-in-1" })).toMatchObject({
      name: "files/my-in-1",
    });
    bench.clock.advance(1);
    await expect(client.files.get({ name: "files/my-in-1" })).rejects.toMatchObject({
      status: 403,
    });
  });

  it("lists files in pages and deletes them", async () => {
    await using bench = await Bench.open();
    const client = bench.google();
    const names = [
      await upload(client, ["a"]),
      await upload(client, ["b"]),
      await upload(client, ["c"]),
    ];
    const listed: (string | undefined)[] = [];
    for await (const file of await client.files.list({ config: { pageSize: 2 } }))
      listed.push(file.name);
    expect(listed).toEqual(names.toReversed());
    await client.files.delete({ name: names[0] ?? "" });
    await expect(client.files.get({ name: names[0] ?? "" })).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining("PERMISSION_DENIED"),
    });
  });

  it("checks offsets and sizes of chunks, and says how much it has", async () => {
    await using bench = await Bench.open();
    const url = (await start(bench)).headers.get("x-goog-upload-url") ?? "";
    const chunk = "a".repeat(256 * 1024);
    const first = await step(url, "upload", { body: chunk });
    expect(first.headers.get("x-goog-upload-status")).toBe("active");
    expect((await step(url, "upload", { body: chunk })).status).toBe(400);
    const query = await step(url, "query");
    expect(query.headers.get("x-goog-upload-size-received")).toBe(String(chunk.length));
    const last = await step(url, "upload, finalize", { offset: chunk.length, body: "end" });
    expect(last.headers.get("x-goog-upload-status")).toBe("final");
    const answer = await last.json();
    expect(answer).toMatchObject({ file: { sizeBytes: String(chunk.length + 3) } });
    const late = await step(url, "query");
    expect(late.headers.get("x-goog-upload-status")).toBe("final");
    expect(await late.json()).toEqual(answer);
    expect((await step(url, "upload, finalize", { body: chunk })).status).toBe(404);
    const stranger = url.replace("upload_id=", "upload_id=x");
    expect((await step(stranger, "query")).status).toBe(404);
  });

  it("keeps what came before a connection was cut, and goes on from there", async () => {
    await using bench = await Bench.open();
    const text = `${"a".repeat(2_000_000)}\n${"b".repeat(1_000_000)}\n`;
    const headers = { "x-goog-upload-header-content-length": String(text.length) };
    const url = (await start(bench, {}, headers)).headers.get("x-goog-upload-url") ?? "";
    const rule = { fault: "drop_upload", afterBytes: 1_500_000, times: 1 };
    await bench.admin("faults", { method: "PUT", body: { rules: [rule] } });
    await expect(step(url, "upload, finalize", { body: text })).rejects.toThrow("fetch failed");
    const query = await step(url, "query");
    expect(query.headers.get("x-goog-upload-status")).toBe("active");
    const offset = Number(query.headers.get("x-goog-upload-size-received"));
    expect(offset).toBeGreaterThan(0);
    expect(offset).toBeLessThanOrEqual(1_500_000);
    const rest = await step(url, "upload, finalize", { offset, body: text.slice(offset) });
    const sha256Hash = createHash("sha256").update(text).digest("base64");
    expect(await rest.json()).toMatchObject({
      file: { sizeBytes: String(text.length), sha256Hash },
    });
  });

  it("takes the end of an upload alone, when all bytes are there", async () => {
    await using bench = await Bench.open();
    const url = (await start(bench)).headers.get("x-goog-upload-url") ?? "";
    await step(url, "upload", { body: "a".repeat(256 * 1024) });
    const end = await step(url, "finalize");
    expect(end.headers.get("x-goog-upload-status")).toBe("final");
    expect(await end.json()).toMatchObject({ file: { sizeBytes: String(256 * 1024) } });
  });

  it("refuses chunks of other sizes, and an end that is not as announced", async () => {
    await using bench = await Bench.open();
    const odd = (await start(bench)).headers.get("x-goog-upload-url") ?? "";
    expect((await step(odd, "upload", { body: "abc" })).status).toBe(400);
    const headers = { "x-goog-upload-header-content-length": "5" };
    const short = (await start(bench, {}, headers)).headers.get("x-goog-upload-url") ?? "";
    expect((await step(short, "upload, finalize", { body: "abc" })).status).toBe(400);
  });

  it("refuses bad and taken names, and files beyond the limit", async () => {
    await using bench = await Bench.open({ limits: { google: { fileBytes: 1000 } } });
    expect((await start(bench, { name: "files/Capitals" })).status).toBe(400);
    expect((await start(bench, { name: `files/${"a".repeat(41)}` })).status).toBe(400);
    expect((await start(bench, { colour: "red" })).status).toBe(400);
    const headers = { "x-goog-upload-header-content-length": "1001" };
    expect((await start(bench, {}, headers)).status).toBe(400);
    const client = bench.google();
    const config = { name: "mine", mimeType: "application/jsonl" };
    await client.files.upload({ file: new Blob(["x"]), config });
    expect((await start(bench, { name: "files/mine" })).status).toBe(409);
  });

  it("gives out what it made, by either path, but not what was uploaded", async () => {
    await using bench = await Bench.open();
    const client = bench.google();
    const job = await createJob(client, peopleLines(2));
    bench.clock.advance(HOUR);
    const name = (await untilEnded(client, job.name)).dest?.fileName ?? "";
    const text = await download(bench, name);
    expect(text).toContain("request-1");
    const other = await fetch(
      `${bench.emulator.url}/download/v1beta/${name}:download?alt=media&key=k`,
    );
    expect(await other.text()).toBe(text);
    const saved = await withPath(async (path) => {
      await client.files.download({ file: name, downloadPath: path });
      return readWhole(path, Buffer.byteLength(text));
    });
    expect(saved).toBe(text);
    const uploaded = await upload(client, ["x"]);
    expect(JSON.parse(await download(bench, uploaded))).toMatchObject({ error: { code: 400 } });
  });

  it("can't delete output files, since their ids are too long for it", async () => {
    await using bench = await Bench.open();
    const client = bench.google();
    const job = await createJob(client, peopleLines(1));
    bench.clock.advance(HOUR);
    const name = (await untilEnded(client, job.name)).dest?.fileName ?? "";
    expect(name).toMatch(/^files\/batch-[a-z0-9]{36}$/);
    await expect(client.files.delete({ name })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("cannot be more than 40 characters"),
    });
    bench.clock.advance(10 * DAY);
    expect(await client.files.get({ name })).toMatchObject({ source: "GENERATED" });
  });
});
