import { describe, expect, it } from "vitest";
import {
  Bench,
  DAY,
  HOUR,
  MINUTE,
  parseLines,
  PEOPLE,
  START,
  until,
  USER_SCHEMA,
} from "../support.ts";
import {
  createJob,
  download,
  line,
  MODEL,
  operation,
  peopleLines,
  untilEnded,
  upload,
} from "./support.ts";

function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace("Z", "000Z");
}

function inlined(count: number = PEOPLE.length) {
  return PEOPLE.slice(0, count).map(([text], place) => ({
    contents: [{ role: "user", parts: [{ text }] }],
    metadata: { key: `request-${place}` },
    config: { responseMimeType: "application/json", responseJsonSchema: USER_SCHEMA },
  }));
}

const TYPE = "type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch";

async function create(bench: Bench, batch: unknown, model: string = MODEL): Promise<unknown> {
  const response = await fetch(
    `${bench.emulator.url}/v1beta/models/${model}:batchGenerateContent`,
    {
      method: "POST",
      body: JSON.stringify({ batch }),
      headers: { "x-goog-api-key": "k" },
    },
  );
  return response.json();
}

describe("the life of a job", () => {
  it("is an operation that is pending, runs and succeeds", async () => {
    await using bench = await Bench.open();
    const client = bench.google();
    const src = await upload(client, peopleLines());
    const job = await client.batches.create({ model: MODEL, src, config: { displayName: "job1" } });
    expect(job).toMatchObject({
      state: "JOB_STATE_PENDING",
      displayName: "job1",
      model: `models/${MODEL}`,
    });
    expect(await operation(bench, job.name)).toEqual({
      name: job.name,
      metadata: {
        "@type": TYPE,
        model: `models/${MODEL}`,
        displayName: "job1",
        inputConfig: { fileName: src },
        createTime: timestamp(START),
        updateTime: timestamp(START),
        batchStats: { requestCount: "10", pendingRequestCount: "10" },
        state: "BATCH_STATE_PENDING",
        name: job.name,
      },
    });
    bench.clock.advance(30 * MINUTE);
    const running = await until(
      () => operation(bench, job.name),
      ({ metadata }) => JSON.stringify(metadata).includes("RUNNING"),
    );
    expect(running).toMatchObject({
      metadata: {
        batchStats: { requestCount: "10", pendingRequestCount: "5", successfulRequestCount: "5" },
      },
    });
    expect(running).not.toHaveProperty("done");
    bench.clock.advance(30 * MINUTE);
    const ended = await untilEnded(client, job.name);
    expect(ended).toMatchObject({ state: "JOB_STATE_SUCCEEDED", endTime: timestamp(START + HOUR) });
    const responsesFile = ended.dest?.fileName;
    expect(await operation(bench, job.name)).toMatchObject({
      done: true,
      metadata: {
        state: "BATCH_STATE_SUCCEEDED",
        output: { responsesFile },
        batchStats: { requestCount: "10", successfulRequestCount: "10" },
      },
      response: { "@type": `${TYPE}Output`, responsesFile },
    });
  });

  it("answers a file in a file, in its order", async () => {
    await using bench = await Bench.open({ workMs: 0 });
    const client = bench.google();
    const ended = await untilEnded(client, (await createJob(client, peopleLines())).name);
    const lines = parseLines(await download(bench, ended.dest?.fileName));
    expect(lines).toMatchObject(
      PEOPLE.map(([, name, age], place) => ({
        key: `request-${place}`,
        response: {
          candidates: [
            {
              content: { role: "model", parts: [{ text: JSON.stringify({ name, age }) }] },
              finishReason: "STOP",
              index: 0,
            },
          ],
          modelVersion: MODEL,
        },
      })),
    );
    const [first] = lines;
    expect(first).toMatchObject({
      response: {
        usageMetadata: {
          promptTokenCount: expect.any(Number),
          thoughtsTokenCount: 64,
          promptTokensDetails: [{ modality: "TEXT" }],
        },
      },
    });
  });

  it("answers requests in the create in the job itself, but not in lists", async () => {
    await using bench = await Bench.open({ workMs: 0 });
    const client = bench.google();
    const job = await client.batches.create({
      model: MODEL,
      src: inlined(),
      config: { displayName: "job2" },
    });
    const ended = await untilEnded(client, job.name);
    expect(ended.dest?.fileName).toBeUndefined();
    expect(ended.dest?.inlinedResponses).toMatchObject(
      PEOPLE.map(([, name, age], place) => ({
        metadata: { key: `request-${place}` },
        response: {
          candidates: [{ content: { parts: [{ text: JSON.stringify({ name, age }) }] } }],
        },
      })),
    );
    const [listed] = (await client.batches.list()).page;
    expect(listed).toMatchObject({ name: job.name, state: "JOB_STATE_SUCCEEDED" });
    expect(listed?.dest).toBeUndefined();
  });

  it("is the same under v1 and v1beta", async () => {
    await using bench = await Bench.open({ workMs: 0 });
    const beta = bench.google({
      apiVersion: "v1beta",
      httpOptions: { baseUrl: bench.emulator.baseUrls.google },
    });
    const ended = await untilEnded(bench.google(), (await createJob(beta, peopleLines(1))).name);
    expect(ended.state).toBe("JOB_STATE_SUCCEEDED");
  });

  it("lists jobs in pages, newest first", async () => {
    await using bench = await Bench.open();
    const client = bench.google();
    const names: (string | undefined)[] = [];
    for (let count = 0; count < 5; count += 1)
      names.push((await createJob(client, peopleLines(1))).name);
    const listed: (string | undefined)[] = [];
    for await (const job of await client.batches.list({ config: { pageSize: 2 } }))
      listed.push(job.name);
    expect(listed).toEqual(names.toReversed());
  });

  it("is cancelled at once, and gives nothing out", async () => {
    await using bench = await Bench.open();
    const client = bench.google();
    const { name = "" } = await createJob(client, peopleLines());
    bench.clock.advance(30 * MINUTE);
    await client.batches.cancel({ name });
    expect((await client.batches.get({ name })).state).toBe("JOB_STATE_CANCELLED");
    const ended = await until(
      () => operation(bench, name),
      ({ done }) => done === true,
    );
    expect(ended).toMatchObject({
      error: { code: 1 },
      metadata: { state: "BATCH_STATE_CANCELLED" },
    });
    expect(ended).not.toHaveProperty("response");
    expect(ended).not.toHaveProperty("metadata.output");
    // Cancelling again has no effect.
    await client.batches.cancel({ name });
  });

  it("expires after two days, and gives nothing out", async () => {
    await using bench = await Bench.open({ workMs: 3 * DAY });
    const client = bench.google();
    const { name } = await createJob(client, peopleLines());
    bench.clock.advance(2 * DAY);
    const ended = await untilEnded(client, name);
    expect(ended.state).toBe("JOB_STATE_EXPIRED");
    expect(ended.dest).toBeUndefined();
    expect(await operation(bench, name)).toMatchObject({ done: true, error: { code: 4 } });
  });

  it("is deleted whenever, without being stopped by it", async () => {
    await using bench = await Bench.open();
    const client = bench.google();
    const { name = "" } = await createJob(client, peopleLines(1));
    await client.batches.delete({ name });
    await expect(client.batches.get({ name })).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining("NOT_FOUND"),
    });
  });

  it("fails for a file that can't be read as requests", async () => {
    await using bench = await Bench.open({ workMs: 0 });
    const client = bench.google();
    const good = line("a", "I'm Bob");
    const cases: readonly (readonly [readonly unknown[], string])[] = [
      [[good, "{oops"], "Line 2"],
      [[good, good], "used more than once"],
      [[{ key: "a" }], "request is not specified"],
      [[{ ...good, custom_id: "a" }], 'Unknown name "custom_id"'],
      [[" "], "no requests"],
    ];
    for (const [lines, message] of cases) {
      const { name } = await createJob(client, lines);
      expect((await untilEnded(client, name)).state).toBe("JOB_STATE_FAILED");
      expect(await operation(bench, name)).toMatchObject({
        done: true,
        error: { code: 3, message: expect.stringContaining(message) },
      });
    }
  });
});

describe("creates that are refused", () => {
  const requests = [
    { request: { contents: [{ parts: [{ text: "x" }] }] }, metadata: { key: "a" } },
  ];
  const inline = { requests: { requests } };
  const cases: readonly (readonly [string, unknown, string])[] = [
    ["no display name", { inputConfig: inline }, "display_name is required"],
    ["no input", { displayName: "x" }, "input_config is required"],
    [
      "two inputs",
      { displayName: "x", inputConfig: { ...inline, fileName: "files/a" } },
      "exactly one of",
    ],
    [
      "no requests",
      { displayName: "x", inputConfig: { requests: { requests: [] } } },
      "must not be empty",
    ],
    [
      "a key twice",
      { displayName: "x", inputConfig: { requests: { requests: [...requests, ...requests] } } },
      "used more than once",
    ],
    [
      "an unknown member",
      { displayName: "x", inputConfig: inline, colour: 1 },
      "Unknown name \"colour\" at 'batch'",
    ],
    [
      "an unknown member of a request",
      {
        displayName: "x",
        inputConfig: { requests: { requests: [{ request: { messages: [] } }] } },
      },
      'Unknown name "messages"',
    ],
  ];

  it.each(cases)("%s", async (_, batch, message) => {
    await using bench = await Bench.open();
    expect(await create(bench, batch)).toMatchObject({
      error: { code: 400, status: "INVALID_ARGUMENT", message: expect.stringContaining(message) },
    });
    expect(await bench.admin("jobs")).toEqual({ jobs: [] });
  });

  it("an unknown model, an unknown file", async () => {
    await using bench = await Bench.open();
    expect(
      await create(bench, { displayName: "x", inputConfig: inline }, "gemini-0"),
    ).toMatchObject({
      error: {
        code: 404,
        message: expect.stringContaining("models/gemini-0 is not found for API version v1beta"),
      },
    });
    expect(
      await create(bench, { displayName: "x", inputConfig: { fileName: "files/none" } }),
    ).toMatchObject({
      error: { code: 403 },
    });
  });

  it("members in either spelling are taken", async () => {
    await using bench = await Bench.open();
    const batch = { display_name: "x", input_config: { requests: { requests } } };
    expect(await create(bench, batch)).toMatchObject({ metadata: { displayName: "x" } });
  });

  it("too large, too many at a time, too many tokens", async () => {
    await using bench = await Bench.open({
      limits: { google: { inlineBytes: 2000, concurrentJobs: 1, enqueuedTokens: 1000 } },
    });
    const client = bench.google();
    const large = { displayName: "x".repeat(3000), inputConfig: inline };
    expect(await create(bench, large)).toMatchObject({
      error: {
        code: 400,
        message: expect.stringContaining("Request payload size exceeds the limit"),
      },
    });
    await expect(createJob(client, peopleLines(10).concat(peopleLines(10)))).rejects.toMatchObject({
      status: 429,
    });
    const first = await createJob(client, peopleLines(1));
    await expect(createJob(client, peopleLines(1))).rejects.toMatchObject({
      status: 429,
      message: expect.stringContaining("RESOURCE_EXHAUSTED"),
    });
    bench.clock.advance(HOUR);
    await untilEnded(client, first.name);
    await createJob(client, peopleLines(1));
  });
});
