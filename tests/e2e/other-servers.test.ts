import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { testEmulator, type TestEmulator } from "../support/emulated.ts";
import { strangeServer } from "../support/strange-server.ts";
import { workplace, type Workplace } from "../support/workplace.ts";

const MODEL = "meta-llama/llama-4-scout";

interface Server {
  readonly kind: string;
  readonly model: string;
  readonly entry: (emulator: TestEmulator) => object;
  /** The routes of the emulator that it speaks to begin so. */
  readonly route: string;
}

const SERVERS: readonly Server[] = [
  {
    kind: "openai-compatible",
    model: MODEL,
    entry: ({ baseUrls }) => ({ kind: "openai-compatible", baseUrl: baseUrls.openai }),
    route: "/openai/v1/",
  },
  {
    kind: "azure-openai",
    model: "gpt-4o-mini",
    entry: ({ url }) => ({
      kind: "azure-openai",
      baseUrl: `${url}/azure`,
      apiVersion: "2025-04-01-preview",
    }),
    route: "/azure/openai/",
  },
  {
    kind: "azure-openai, a reasoning model",
    model: "gpt-5.4-mini",
    entry: ({ url }) => ({
      kind: "azure-openai",
      baseUrl: `${url}/azure/`,
      apiVersion: "2025-04-01-preview",
    }),
    route: "/azure/openai/",
  },
];

async function configure({ path }: Workplace, name: string, entry: object): Promise<void> {
  const config = { pollMs: 20, providers: { [name]: { keyVariable: "ACME_KEY", ...entry } } };
  await writeFile(join(path, "batch.config.json"), JSON.stringify(config));
}

const CREATE = ["create", "--response-model", "User", "--input", "fixtures/ten-people.jsonl"];
/** What is meant for OpenAI itself is nobody else's business. */
const ENV = { ACME_KEY: "key", OPENAI_ORG_ID: "org-own", OPENAI_BASE_URL: "http://127.0.0.1:1/v1" };

describe.each(SERVERS)("a server of the kind $kind", ({ model, entry, route }) => {
  it("is used under a name of its own, from the create to the results", async () => {
    await using emulator = await testEmulator({ workMs: 60, models: [MODEL] });
    await using place = await workplace();
    await configure(place, "acme", entry(emulator));
    const created = await place.run([...CREATE, "--model", `acme/${model}`, "--json"], {
      env: ENV,
    });
    expect([created.code, created.err]).toEqual([0, ""]);
    const { provider, jobs } = JSON.parse(created.out);
    expect(provider).toBe("acme");
    expect((await place.run(["wait", "--batch-id", "latest"], { env: ENV })).code).toBe(0);
    const { out } = await place.run(["results", "--batch-id", "latest"], { env: ENV });
    expect(JSON.parse(out.split("\n")[0] ?? "")).toMatchObject({
      id: "person-1",
      kind: "succeeded",
      data: { name: "Alice", age: 28 },
    });
    const remote = await place.run(
      ["list", "--remote", "--model", `acme/${model}`, "--since", "1h", "--json"],
      { env: ENV },
    );
    expect(JSON.parse(remote.out)).toMatchObject({ jobId: jobs[0].jobId, provider: "acme" });
    const routes = Object.keys(await emulator.calls());
    expect(routes.filter((called) => !called.split(" ")[1]?.startsWith(route))).toEqual([]);
  });

  it("names its own variable where the key is missing or wrong", async () => {
    await using emulator = await testEmulator({ workMs: 60, models: [MODEL] });
    await using place = await workplace();
    await configure(place, "acme", entry(emulator));
    const args = [...CREATE, "--model", `acme/${model}`];
    const missing = await place.run(args, { env: { OPENAI_API_KEY: "key" } });
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining("Set ACME_KEY in")]);
    const wrong = await place.run(args, { env: { ACME_KEY: "wrong-key-of-mine" } });
    expect(wrong.code).toBe(1);
    expect(wrong.err).toContain("Check the key in ACME_KEY");
    expect(wrong.err).not.toContain("key-of-mine");
  });
});

it.each([
  ["another kind", "acme", { kind: "acme" }, /providers\.acme/],
  ["no version", "acme", { kind: "azure-openai", baseUrl: "http://a.b" }, /apiVersion/],
  [
    "a name that is taken",
    "openai",
    { kind: "openai-compatible", baseUrl: "http://a.b" },
    /providers\.openai.*Choose another name/,
  ],
])("%s in the config file is said with its place", async (_name, name, entry, message) => {
  await using place = await workplace();
  await configure(place, name, entry);
  const { code, err } = await place.run(["list"]);
  expect(code).toBe(2);
  expect(err).toMatch(message);
});

it("another server hears nothing of the account at OpenAI", async () => {
  await using stranger = await strangeServer();
  await using place = await workplace();
  await configure(place, "acme", { kind: "openai-compatible", baseUrl: `${stranger.url}/v1` });
  const env = { ...ENV, OPENAI_API_KEY: "key-of-openai", OPENAI_PROJECT_ID: "project-own" };
  await place.run(["list", "--remote", "--model", `acme/${MODEL}`], { env });
  expect(stranger.heard).toEqual([expect.stringContaining("GET /v1/batches?limit=100")]);
  expect(stranger.heard.join(" ")).not.toMatch(/org-own|project-own|key-of-openai/);
});
