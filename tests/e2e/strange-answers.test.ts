import { describe, expect, it } from "vitest";
import { ProtocolError } from "../../src/errors.ts";
import { PROVIDERS } from "../../src/providers/registry.ts";
import { PlannedClock } from "../support/planned-clock.ts";
import { strangeServer, type StrangeServer } from "../support/strange-server.ts";
import { workplace } from "../support/workplace.ts";

const KEY = "key-that-must-not-be-seen";

/** What stands at a wrong base URL, or in between: a portal, a gateway, another service. */
const ANSWERS = [
  ["an empty object", "{}", "application/json"],
  ["a list", "[]", "application/json"],
  ["null", "null", "application/json"],
  ["a web page", "<html>hi</html>", "text/html"],
  ["a web page that is called JSON", "<html>hi</html>", "application/json"],
] as const;

const MODELS = ["openai/gpt-4o-mini", "anthropic/claude-haiku-4-5", "google/gemini-2.5-flash"];

function envOf({ url }: StrangeServer): Readonly<Record<string, string>> {
  return {
    OPENAI_BASE_URL: `${url}/v1`,
    ANTHROPIC_BASE_URL: url,
    GOOGLE_GEMINI_BASE_URL: url,
    OPENAI_API_KEY: KEY,
    ANTHROPIC_API_KEY: KEY,
    GEMINI_API_KEY: KEY,
  };
}

/** Whether the answer is a list without jobs: then nothing but time tells what became of a create. */
function isList(model: string, body: string): boolean {
  return model.startsWith("google/") && body === "{}";
}

describe.each(MODELS)("%s at a server that is something else", (model) => {
  it.each(ANSWERS)("is told so where it answers %s", async (_name, body, type) => {
    await using stranger = await strangeServer(body, type);
    await using place = await workplace();
    const create = ["create", "--model", model, "--input", "fixtures/ten-people.jsonl"];
    const commands = [
      ["status", "--batch-id", "batch_1", "--model", model],
      ...(isList(model, body) ? [] : [create]),
      [...create, "--google-mode", "file"],
    ];
    for (const command of commands) {
      const { code, err } = await place.run(command, { env: envOf(stranger) });
      expect([command[0], code]).toEqual([command[0], 1]);
      expect(err).toMatch(/the answer is not as documented: .*Check the base URL/);
      expect(err).not.toMatch(/should not have happened|must-not-be-seen/);
    }
  });
});

const [, list, nothing, page] = ANSWERS;

describe.each(PROVIDERS)("a lost create at $name", (definition) => {
  // Google leaves an empty list out of its answer, so that an empty object is one.
  const answers = definition.name === "google" ? [list, nothing, page] : ANSWERS;

  it.each(answers)("does not count as absent where the list is %s", async (_name, body, type) => {
    await using stranger = await strangeServer(body, type);
    const provider = await definition.create({
      env: envOf(stranger),
      clock: new PlannedClock(),
      random: () => 0,
      model: "some-model",
      flags: {},
    });
    const lost = {
      mark: { nonce: "abcdefghij", label: "bx_test/1/1" },
      uploadId: undefined,
      requests: 3,
      intentAt: Date.now(),
      deadlineAt: Date.now(),
      knownJobIds: new Set<string>(),
    };
    await expect(provider.transport.find(lost, {})).rejects.toThrow(ProtocolError);
  });
});

it.each(MODELS)("the key for %s travels in a header and in no URL", async (model) => {
  await using stranger = await strangeServer();
  await using place = await workplace();
  await place.run(["list", "--remote", "--model", model], { env: envOf(stranger) });
  const [method, url, ...rest] = stranger.heard.join(" ").split(" ");
  expect(method).toBe("GET");
  expect(url).not.toContain(KEY);
  expect(rest).toContain(KEY);
});
