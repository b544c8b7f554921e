import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Reply } from "../../../src/model/outcome.ts";
import { codec as anthropic } from "../../../src/providers/anthropic/codec.ts";
import { codec as google } from "../../../src/providers/google/codec.ts";
import { createCodec } from "../../../src/providers/openai/codec.ts";
import type { Codec } from "../../../src/providers/provider.ts";

/** A result line as a provider gives it, and what it means. */
interface Fixture {
  readonly name: string;
  /** Where the shape is documented or was seen. */
  readonly from: string;
  readonly line: unknown;
  readonly customId: string | null;
  readonly reply: Reply;
}

const CODECS: readonly (readonly [name: string, codec: Codec])[] = [
  ["openai", createCodec("chat")],
  ["anthropic", anthropic],
  ["google", google],
];

for (const [name, codec] of CODECS) {
  const path = new URL(`../../../fixtures/results/${name}.json`, import.meta.url);
  const fixtures: readonly Fixture[] = JSON.parse(await readFile(path, "utf8"));

  describe(`${name} results`, () => {
    it.each(fixtures)("$name ($from)", ({ line, customId, reply }) => {
      const decoded = codec.decodeResult(line);
      expect(decoded.customId ?? null).toBe(customId);
      // JSON leaves out what is undefined, as the outcomes file does.
      expect(JSON.parse(JSON.stringify(decoded.reply))).toEqual(reply);
    });

    it("never ends the stream, and never makes up an answer, whatever a line holds", () => {
      fc.assert(
        fc.property(fc.jsonValue(), (line) => {
          const { reply } = codec.decodeResult(line);
          expect(["answered", "truncated"]).not.toContain(reply.kind);
        }),
      );
    });

    it("survives any part of a line being something else", () => {
      const lines = fc.constantFrom(...fixtures.map(({ line }) => line));
      fc.assert(
        fc.property(lines, fc.nat(), fc.jsonValue(), (line, at, value) => {
          expect(() => codec.decodeResult(replaced(line, at, value))).not.toThrow();
        }),
        { numRuns: 500 },
      );
    });
  });
}

/** The line with one of its parts replaced, counted in the order in which JSON walks it. */
function replaced(line: unknown, at: number, value: unknown): unknown {
  let parts = 0;
  JSON.stringify(line, (_key, part: unknown) => {
    parts += 1;
    return part;
  });
  let seen = 0;
  const text = JSON.stringify(line, (_key, part: unknown) => {
    seen += 1;
    return seen - 1 === at % parts ? value : part;
  });
  return JSON.parse(text ?? "null");
}
