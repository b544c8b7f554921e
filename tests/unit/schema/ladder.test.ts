import { expect, it } from "vitest";
import { z } from "zod";
import { compileForRungs, type Rung } from "../../../src/schema/ladder.ts";
import type { JsonObject } from "../../../src/util/json.ts";
import { toResponseModel } from "../../../src/schema/to-response-model.ts";

const RUNGS: readonly Rung[] = [
  { via: "native", dialect: "anthropic" },
  { via: "tool", dialect: "anthropic-tool" },
  { via: "json", dialect: "anthropic-tool" },
];

/** More alternatives than Anthropic's grammar has room for, however they are written. */
const Alternatives: JsonObject = {
  additionalProperties: {
    patternProperties: {
      b$: { $ref: "#" },
      "^x-": { patternProperties: { ".": { type: "string" }, "^a": { const: null } } },
    },
  },
  patternProperties: { "^x-": { $ref: "#" } },
};

it("takes the first means that carries the model", () => {
  const { via, passedOver } = compileForRungs(toResponseModel(z.object({ a: z.string() })), RUNGS);
  expect([via, passedOver]).toEqual(["native", []]);
});

it("goes further down with a reason for each means that was passed over", () => {
  const climb = compileForRungs(toResponseModel(Alternatives), RUNGS);
  expect(climb.via).toBe("tool");
  expect(climb.passedOver).toEqual([
    { rung: RUNGS[0], message: expect.stringMatching(/^Not by way of "native" .*over the budget/) },
  ]);
});

it("takes the means that is asked for, or says why not", () => {
  const model = toResponseModel(Alternatives);
  expect(compileForRungs(model, RUNGS, { override: "json" }).via).toBe("json");
  expect(() => compileForRungs(model, RUNGS, { override: "native" })).toThrow("Most are in: value");
  expect(() => compileForRungs(model, RUNGS.slice(0, 1), { override: "tool" })).toThrow(
    'Choose "native", or another language model.',
  );
});
