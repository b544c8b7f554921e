import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import type { FaultRule } from "../../../../src/emulator/faults/profile.ts";
import type { RequestFile, Transport } from "../../../../src/providers/provider.ts";
import { findProvider } from "../../../../src/providers/registry.ts";
import { testEmulator, type TestEmulator } from "../../../support/emulated.ts";
import { type Listening, listening } from "../../../support/listening.ts";
import { PlannedClock } from "../../../support/planned-clock.ts";

const KEY = "key-that-must-not-be-seen";
const MARK = { nonce: "abcdefghij", label: "bx_test/1/1" };
const UPLOADS = "POST /upload/v1/files";
const CHUNK = 1 << 16;

/** A file that notes from where it was read, and whether whoever read it let go of it. */
class NotedFile implements RequestFile {
  readonly name = "requests.jsonl";
  readonly requests = 1;
  readonly content: Buffer;
  readonly starts: number[] = [];
  open = 0;

  constructor(bytes: number) {
    // Of a length that divides no offset, so that a byte at a wrong place shows.
    this.content = Buffer.alloc(bytes, "The quick brown fox jumps over the lazy dog".slice(0, 41));
  }

  get bytes(): number {
    return this.content.length;
  }

  async *chunks(start = 0): AsyncGenerator<Uint8Array> {
    this.starts.push(start);
    this.open += 1;
    try {
      for (let at = start; at < this.bytes; at += CHUNK) {
        await setImmediate();
        yield new Uint8Array(this.content.subarray(at, at + CHUNK));
      }
    } finally {
      this.open -= 1;
    }
  }
}

interface Connected {
  readonly transport: Transport;
  readonly clock: PlannedClock;
}

async function connected(baseUrl: string, apiKey = KEY): Promise<Connected> {
  const clock = new PlannedClock();
  const { transport } = await findProvider("google").create({
    env: {},
    apiKey,
    baseUrl,
    clock,
    random: () => 0,
    model: "gemini-2.5-flash",
    flags: { "google-mode": "file" },
  });
  return { transport, clock };
}

/** The files that the emulator has. */
async function filesOf({ url }: TestEmulator): Promise<readonly Record<string, unknown>[]> {
  const response = await fetch(`${url}/v1/files`, { headers: { "x-goog-api-key": "key" } });
  const { files = [] } = (await response.json()) as { files?: Record<string, unknown>[] };
  return files;
}

/** The file is there once, and byte for byte. */
async function expectThere(
  emulator: TestEmulator,
  file: NotedFile,
  name: string | undefined,
): Promise<void> {
  expect(await filesOf(emulator)).toMatchObject([
    {
      name,
      displayName: `${MARK.label} ${MARK.nonce}`,
      mimeType: "application/jsonl",
      sizeBytes: String(file.bytes),
      sha256Hash: createHash("sha256").update(file.content).digest("base64"),
    },
  ]);
  expect(file.open).toBe(0);
}

/** Strikes the call after the start. */
const SECOND = { route: "^POST /upload/", skip: 1, times: 1 };

it("sends a file in one body, however large", async () => {
  await using emulator = await testEmulator();
  const { transport } = await connected(emulator.baseUrls.google);
  const file = new NotedFile(20_000_000);
  const name = await transport.upload(file, MARK, {});
  await expectThere(emulator, file, name);
  expect(file.starts).toEqual([0]);
  expect((await emulator.calls())[UPLOADS]).toBe(2);
});

it("goes on after a cut from where the server has got to", async () => {
  const rule: FaultRule = { fault: "drop_upload", afterBytes: 2_000_000, ...SECOND };
  await using emulator = await testEmulator({ faults: { rules: [rule] } });
  const { transport, clock } = await connected(emulator.baseUrls.google);
  const file = new NotedFile(5_000_000);
  const name = await transport.upload(file, MARK, {});
  await expectThere(emulator, file, name);
  const [first, second = 0, ...more] = file.starts;
  expect([first, more]).toEqual([0, []]);
  expect(second).toBeGreaterThan(2_000_000 - 2 * CHUNK);
  expect(second).toBeLessThanOrEqual(2_000_000);
  // A start, two bodies, and a question in between.
  expect((await emulator.calls())[UPLOADS]).toBe(4);
  expect(clock.slept).toEqual([250]);
});

it("is cut again and again, and sends no byte twice that has arrived", async () => {
  const rule: FaultRule = { fault: "drop_upload", afterBytes: 1_000_000, route: "^POST /upload/" };
  await using emulator = await testEmulator({ faults: { rules: [rule] } });
  const { transport } = await connected(emulator.baseUrls.google);
  const file = new NotedFile(3_500_000);
  const name = await transport.upload(file, MARK, {});
  await expectThere(emulator, file, name);
  expect(file.starts.length).toBeGreaterThanOrEqual(4);
  expect(file.starts.toSorted((one, other) => one - other)).toEqual(file.starts);
});

it.each([
  ["the connection", { fault: "reset", when: "after" }],
  ["an error", { fault: "server_error", when: "after" }],
] as const)("is not made twice when its answer is lost in %s", async (_name, fault) => {
  await using emulator = await testEmulator({ faults: { rules: [{ ...fault, ...SECOND }] } });
  const { transport } = await connected(emulator.baseUrls.google);
  const file = new NotedFile(1_000_000);
  const name = await transport.upload(file, MARK, {});
  await expectThere(emulator, file, name);
  expect(file.starts).toEqual([0]);
});

it("waits as long as it is asked to, and asks how far it is before it sends more", async () => {
  const rule: FaultRule = { fault: "rate_limit", retryAfterMs: 7_000, ...SECOND };
  await using emulator = await testEmulator({ faults: { rules: [rule] } });
  const { transport, clock } = await connected(emulator.baseUrls.google);
  const file = new NotedFile(100_000);
  await expectThere(emulator, file, await transport.upload(file, MARK, {}));
  expect(clock.slept).toEqual([7_000]);
  expect((await emulator.calls())[UPLOADS]).toBe(4);
});

it("says that the key is wrong, without it", async () => {
  await using emulator = await testEmulator();
  const { transport } = await connected(emulator.baseUrls.google, "wrong-key-of-mine");
  const file = new NotedFile(100_000);
  const error: unknown = await transport.upload(file, MARK, {}).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ definite: true, retryable: false, status: 400 });
  expect(String(error)).toMatch(
    /google: uploading a request file failed \(HTTP 400\): API key not valid.*Check the key in GOOGLE_API_KEY or GEMINI_API_KEY\./,
  );
  expect(String(error)).not.toContain("wrong-key-of-mine");
  expect(file.starts).toEqual([]);
});

it("stops when it is told to, and lets go of the file", async () => {
  const rule: FaultRule = { fault: "slow_body", bytesPerSecond: 100_000 };
  await using emulator = await testEmulator({ faults: { rules: [rule] } });
  const { transport, clock } = await connected(emulator.baseUrls.google);
  const file = new NotedFile(20_000_000);
  const controller = new AbortController();
  const upload = transport.upload(file, MARK, { signal: controller.signal });
  await expect.poll(() => file.open).toBe(1);
  controller.abort(new Error("enough"));
  await expect(upload).rejects.toThrow("enough");
  await expect.poll(() => file.open).toBe(0);
  expect(clock.slept).toEqual([]);
});

/** What a server says to one call, or does. */
type Answer =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
      /** Whether it answers before it has read the body. */
      readonly early?: boolean;
    }
  | "cut";

/** A server that keeps to a script. */
interface ScriptedServer extends Listening {
  /** Of each call its path, command, offset and size. */
  readonly heard: readonly string[];
  readonly headers: readonly NodeJS.Dict<string | string[]>[];
}

async function scriptedServer(answers: readonly Answer[]): Promise<ScriptedServer> {
  const heard: string[] = [];
  const headers: NodeJS.Dict<string | string[]>[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const next = answers[heard.length];
    const command = String(request.headers["x-goog-upload-command"]);
    const offset = request.headers["x-goog-upload-offset"];
    const call = [request.url, command, offset].filter((part) => part !== undefined).join(" ");
    heard.push(call);
    headers.push(request.headers);
    if (next === undefined || next === "cut") return void request.socket.resetAndDestroy();
    if (next.early !== true) await buffer(request);
    response.writeHead(next.status ?? 200, next.headers).end(JSON.stringify(next.body ?? {}));
  };
  return Object.assign(await listening(answer), { heard, headers });
}

const SESSION = "/upload/v1/files?upload_id=UP1&upload_protocol=resumable";
const STARTED: Answer = {
  headers: {
    "x-goog-upload-status": "active",
    "x-goog-upload-url": `https://generativelanguage.googleapis.com${SESSION}`,
  },
};
const FINAL: Answer = {
  headers: { "x-goog-upload-status": "final" },
  body: { file: { name: "files/in1" } },
};

function active(received: number): Answer {
  return {
    headers: {
      "x-goog-upload-status": "active",
      "x-goog-upload-size-received": String(received),
    },
  };
}

it("starts as the SDK does, and keeps the path of the base URL", async () => {
  await using server = await scriptedServer([STARTED, FINAL]);
  const { transport } = await connected(`${server.url}/to/google/`);
  expect(await transport.upload(new NotedFile(1000), MARK, {})).toBe("files/in1");
  expect(server.heard).toEqual([
    "/to/google/upload/v1/files start",
    `/to/google${SESSION} upload, finalize 0`,
  ]);
  expect(server.headers).toMatchObject([
    {
      "content-type": "application/json",
      "x-goog-upload-protocol": "resumable",
      "x-goog-upload-header-content-length": "1000",
      "x-goog-upload-header-content-type": "application/jsonl",
      "x-goog-api-key": KEY,
    },
    { "content-type": "application/json", "content-length": "1000", "x-goog-api-key": KEY },
  ]);
});

it("takes an address that has the path of the base URL already as it is", async () => {
  const headers: Record<string, string> = { "x-goog-upload-status": "active" };
  await using server = await scriptedServer([{ headers }, FINAL]);
  headers["x-goog-upload-url"] = `${server.url}/to/google${SESSION}`;
  const { transport } = await connected(`${server.url}/to/google`);
  await transport.upload(new NotedFile(1000), MARK, {});
  expect(server.heard[1]).toBe(`/to/google${SESSION} upload, finalize 0`);
});

const [START, ALL, QUERY] = [
  "/upload/v1/files start",
  `${SESSION} upload, finalize 0`,
  `${SESSION} query`,
];
const GONE = { status: 404, body: { error: { code: 404, message: "no such upload" } } };

it.each<[string, readonly Answer[], readonly string[]]>([
  [
    "only the end is missing",
    [STARTED, "cut", active(1000), FINAL],
    [START, ALL, QUERY, `${SESSION} finalize 1000`],
  ],
  ["an answer says nothing of it", [STARTED, {}, FINAL], [START, ALL, QUERY]],
  [
    "the question fails too",
    [STARTED, "cut", { status: 503 }, {}, active(400), FINAL],
    [START, ALL, QUERY, QUERY, QUERY, `${SESSION} upload, finalize 400`],
  ],
  ["it is gone", [STARTED, "cut", GONE, STARTED, FINAL], [START, ALL, QUERY, START, ALL]],
  [
    "it goes while it is gone on with",
    [STARTED, "cut", active(400), { ...GONE, status: 410 }, STARTED, FINAL],
    [START, ALL, QUERY, `${SESSION} upload, finalize 400`, START, ALL],
  ],
  [
    "somebody cancelled it",
    [STARTED, "cut", { headers: { "x-goog-upload-status": "cancelled" } }, STARTED, FINAL],
    [START, ALL, QUERY, START, ALL],
  ],
  [
    "it is at its end, but its file is not told",
    [STARTED, "cut", { ...FINAL, body: {} }, STARTED, FINAL],
    [START, ALL, QUERY, START, ALL],
  ],
  [
    "more was received than there is",
    [STARTED, "cut", active(1001), STARTED, FINAL],
    [START, ALL, QUERY, START, ALL],
  ],
])("gets to its end where %s", async (_name, answers, heard) => {
  await using server = await scriptedServer(answers);
  const { transport } = await connected(server.url);
  expect(await transport.upload(new NotedFile(1000), MARK, {})).toBe("files/in1");
  expect(server.heard).toEqual(heard);
});

it("gives up in the end", async () => {
  const silent = Array.from({ length: 20 }, () => ({}));
  await using server = await scriptedServer([STARTED, ...silent]);
  const { transport, clock } = await connected(server.url);
  await expect(transport.upload(new NotedFile(1000), MARK, {})).rejects.toThrow(
    "google: uploading a request file failed: the answer does not say how far it is",
  );
  expect(clock.slept).toEqual([250, 500, 1_000, 2_000]);
});

it("is an error where the file has no name", async () => {
  await using server = await scriptedServer([STARTED, { ...FINAL, body: {} }]);
  const { transport } = await connected(server.url);
  await expect(transport.upload(new NotedFile(1000), MARK, {})).rejects.toThrow(
    "Gemini file: the answer is not as documented: it names no file.",
  );
});

it("gets over an answer that comes before the end of the body", async () => {
  const busy = { status: 503, early: true, headers: { connection: "close" } };
  await using server = await scriptedServer([STARTED, busy, active(0), FINAL]);
  const { transport } = await connected(server.url);
  const file = new NotedFile(20_000_000);
  expect(await transport.upload(file, MARK, {})).toBe("files/in1");
  await expect.poll(() => file.open).toBe(0);
});

it("says why it was refused, and never the key", async () => {
  const error = { code: 400, message: `no quota for ${KEY}`, status: "FAILED_PRECONDITION" };
  await using server = await scriptedServer([STARTED, { status: 400, body: { error } }]);
  const { transport } = await connected(server.url);
  await expect(transport.upload(new NotedFile(1000), MARK, {})).rejects.toThrow(
    "google: uploading a request file failed (HTTP 400): no quota for [key]",
  );
  expect(server.heard).toEqual([START, ALL]);
});
