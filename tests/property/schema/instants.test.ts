import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { compileResponseModel } from "../../../src/schema/compile.ts";

const { raise } = compileResponseModel(z.object({ at: z.date() }), { dialect: "openai-strict" });

function padded(value: number, width: number): string {
  return String(value).padStart(width, "0");
}

const part = (max: number, width: number): fc.Arbitrary<string> =>
  fc.integer({ min: 0, max }).map((value) => padded(value, width));

/** Instants as providers write them, with parts that may be a little beyond what there is. */
const texts = fc
  .record({
    year: part(9999, 4),
    month: part(13, 2),
    day: part(32, 2),
    hour: part(25, 2),
    minute: part(61, 2),
    second: part(61, 2),
    milliseconds: fc.option(part(999, 3), { nil: undefined }),
  })
  .map(({ year, month, day, hour, minute, second, milliseconds }) => {
    const fraction = milliseconds === undefined ? "" : `.${milliseconds}`;
    return `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}Z`;
  });

/** The engine's reading of a day that there is: it rolls the 30th of February over into March. */
function expected(text: string): Date | string {
  const day = text.slice(0, 10);
  const midnight = new Date(`${day}T00:00:00Z`);
  const exists = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
  const at = new Date(text);
  return exists && !Number.isNaN(at.getTime()) ? at : text;
}

describe("an instant in an answer", () => {
  it("is the one that the engine reads, and stays text where there is no such day or time", () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(raise({ at: text })).toEqual({ at: expected(text) });
      }),
      { numRuns: 20_000 },
    );
  });

  it("is read on each day of four centuries", () => {
    const wrong: string[] = [];
    for (let time = Date.UTC(1800, 0, 1); time < Date.UTC(2201, 0, 1); time += 86_400_000) {
      const text = new Date(time + 12_345_678).toISOString();
      const raised = raise({ at: text }) as { readonly at: Date };
      if (raised.at.getTime() !== time + 12_345_678) wrong.push(text);
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    "2026-01-31T09:30:0xZ",
    "2026-0/-31T09:30:00Z",
    "2026-01-31T09:30:00.1 2Z",
    ":026-01-31T09:30:00Z",
  ])("stays text where it is none: %s", (text) => {
    expect(raise({ at: text })).toEqual({ at: text });
  });
});
