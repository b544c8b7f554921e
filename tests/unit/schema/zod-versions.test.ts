import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import * as z4 from "zod";
import * as mini from "zod/mini";
import { z as z3 } from "zod/v3";
import { compileResponseModel } from "../../../src/schema/compile.ts";
import { DIALECTS } from "../../../src/schema/dialect.ts";
import { toResponseModel } from "../../../src/schema/to-response-model.ts";

const MODELS = {
  zod4: z4.object({
    name: z4.string().check(z4.maxLength(40)),
    age: z4.number().check(z4.int()),
    born: z4.optional(z4.date()),
    tags: z4.array(z4.enum(["a", "b"])),
    scores: z4.record(z4.string(), z4.number()),
    note: z4.nullable(z4.string()),
  }),
  mini: mini.object({
    name: mini.string().check(mini.maxLength(40)),
    age: mini.int(),
    born: mini.optional(mini.date()),
    tags: mini.array(mini.enum(["a", "b"])),
    scores: mini.record(mini.string(), mini.number()),
    note: mini.nullable(mini.string()),
  }),
  zod3: z3.object({
    name: z3.string().max(40),
    age: z3.number().int(),
    born: z3.date().optional(),
    tags: z3.array(z3.enum(["a", "b"])),
    scores: z3.record(z3.number()),
    note: z3.string().nullable(),
  }),
};

const value = {
  name: "Alice",
  age: 28,
  born: new Date("1990-05-17T00:00:00Z"),
  tags: ["a"],
  scores: { maths: 1 },
  note: null,
};

describe.each(DIALECTS)("in %s", (dialect) => {
  it("zod 3, zod 4 and zod/mini give the same schema for the same model", () => {
    const schemas = Object.values(MODELS).map(
      (model) => compileResponseModel(model, { dialect }).schema,
    );
    expect(schemas[1]).toEqual(schemas[0]);
    expect(schemas[2]).toEqual(schemas[0]);
  });

  it.each(Object.entries(MODELS))("%s reads back what it wrote", async (_name, source) => {
    const { lower, raise } = compileResponseModel(source, { dialect });
    const raised = raise(JSON.parse(JSON.stringify(lower(value))));
    expect(await toResponseModel(source).validate(raised)).toEqual({ ok: true, data: value });
  });
});

it("each version is told from the other", () => {
  const kinds = Object.values(MODELS).map((model) => toResponseModel(model).kind);
  expect(kinds).toEqual(["zod4", "zod4", "zod3"]);
});

it("another process gives the same schema the same hash", () => {
  const here = compileResponseModel(MODELS.zod4, { dialect: "anthropic" }).hash;
  const script = `
    import * as z4 from "zod";
    import { compileResponseModel } from "./src/schema/compile.ts";
    const model = z4.object({
      name: z4.string().check(z4.maxLength(40)),
      age: z4.number().check(z4.int()),
      born: z4.optional(z4.date()),
      tags: z4.array(z4.enum(["a", "b"])),
      scores: z4.record(z4.string(), z4.number()),
      note: z4.nullable(z4.string()),
    });
    process.stdout.write(compileResponseModel(model, { dialect: "anthropic" }).hash);`;
  const there = execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: new URL("../../..", import.meta.url).pathname,
    encoding: "utf8",
  });
  expect(there).toBe(here);
});
