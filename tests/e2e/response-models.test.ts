import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workplace } from "../support/workplace.ts";

const person = { name: { type: "string" }, age: { type: "integer", minimum: 1 } };

/** The same model in what a user may write it in, by the file and the name on the command line. */
const WRITTEN: readonly (readonly [what: string, file: string, text: string, name: string])[] = [
  [
    "JSON Schema 2020-12",
    "person.schema.json",
    JSON.stringify({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      title: "A person",
      $defs: { person: { type: "object", properties: person, required: ["name", "age"] } },
      $ref: "#/$defs/person",
    }),
    "person.schema.json",
  ],
  [
    "JSON Schema draft 4",
    "person4.schema.json",
    JSON.stringify({
      $schema: "http://json-schema.org/draft-04/schema#",
      type: "object",
      properties: { ...person, age: { type: "integer", minimum: 0, exclusiveMinimum: true } },
      required: ["name", "age"],
    }),
    "person4.schema.json",
  ],
  [
    "zod 3",
    "schemas/person3.ts",
    `import { z } from "zod/v3";
export const Person3 = z.object({ name: z.string(), age: z.number().int().positive() });`,
    "Person3",
  ],
];

const MODELS = ["openai/gpt-4o-mini", "anthropic/claude-haiku-4-5", "google/gemini-2.5-flash"];

describe.each(WRITTEN)("a response model in %s", (_what, file, text, name) => {
  it.each(MODELS)("is used from create to results at %s", async (model) => {
    await using place = await workplace();
    await writeFile(join(place.path, file), text);
    const create = ["create", "--emulate", "--wait", "--model", model, "--response-model", name];
    const created = await place.run([...create, "--input", "fixtures/ten-people.jsonl"]);
    expect([created.code, created.err]).toEqual([0, expect.stringContaining("10 succeeded")]);
    const { code, out } = await place.run(["results", "--batch-id", "latest"]);
    const rows = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect([code, rows.length]).toEqual([0, 10]);
    expect(rows[0]).toMatchObject({
      kind: "succeeded",
      data: { name: expect.any(String), age: expect.any(Number) },
    });
  });
});

it("a JSON Schema that is none is refused before anything is sent, with the place in it", async () => {
  await using place = await workplace();
  const broken = { type: "object", properties: { age: { type: "int" } } };
  await writeFile(join(place.path, "broken.schema.json"), JSON.stringify(broken));
  const create = [
    "create",
    "--emulate",
    "--model",
    MODELS[0] ?? "",
    "-i",
    "fixtures/ten-people.jsonl",
  ];
  const { code, err } = await place.run([...create, "--response-model", "broken.schema.json"]);
  expect([code, err]).toEqual([2, expect.stringContaining("properties.age.type")]);
});
