import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ResultReader } from "../../src/lifecycle/result-reader.ts";
import type { Codec, DecodedResult } from "../../src/providers/provider.ts";
import { isJsonObject, type JsonValue } from "../../src/util/json.ts";
import { LineShape } from "../../src/util/line-shape.ts";
import { CODECS } from "../support/codecs.ts";

/** Lines of every documented shape, by the codec that reads them. */
function fixturesOf(name: string): readonly JsonValue[] {
  const [file = ""] = name.split(",");
  const path = new URL(`../../fixtures/results/${file}.json`, import.meta.url);
  const fixtures: readonly { readonly line: JsonValue }[] = JSON.parse(readFileSync(path, "utf8"));
  return fixtures.map(({ line }) => line);
}

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom('{"name":"Ann"}', '"', "\\", "é\u2028", "\ud800", "", "\\u0041", "}", "\t\n"),
);
const number = fc.oneof(fc.nat(), fc.double({ noNaN: true }), fc.constantFrom(-0, 1e21, 2 ** 53));

/** The value with other texts and numbers in it, which is how the lines of a job differ. */
function varied(value: JsonValue): fc.Arbitrary<JsonValue> {
  if (typeof value === "string") return fc.oneof(fc.constant(value), text);
  if (typeof value === "number") return fc.oneof(fc.constant(value), number);
  if (Array.isArray(value)) return fc.tuple(...value.map((item) => varied(item)));
  if (!isJsonObject(value)) return fc.constant(value);
  const parts = Object.entries(value).map(([key, part]) =>
    fc.tuple(fc.constant(key), varied(part)),
  );
  return fc.tuple(...parts).map((entries) => Object.fromEntries(entries));
}

type Writing = (value: JsonValue) => string;

/** The layouts that providers write. */
const writing = fc.constantFrom<Writing>(
  (value) => JSON.stringify(value),
  (value) => JSON.stringify(value, null, " ").replaceAll(/\n */g, ""),
  (value) =>
    JSON.stringify(value).replaceAll(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  (value) => ` ${JSON.stringify(value)}\t`,
);

type Damage = (line: Buffer) => Buffer;

/** What becomes of a line on its way, now and then. */
const damage: fc.Arbitrary<Damage> = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Damage>((line) => line) },
  {
    weight: 1,
    arbitrary: fc.nat().map(
      (at): Damage =>
        (line) =>
          line.subarray(0, at % (line.length + 1)),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat(), fc.nat(255), fc.nat(2))
      .map(([at, byte, gone]): Damage => (line) => {
        const place = at % (line.length + 1);
        return Buffer.concat([
          line.subarray(0, place),
          Buffer.from([byte]),
          line.subarray(place + gone),
        ]);
      }),
  },
);

/** Lines of a job: nearly all of a few shapes, some of them damaged. */
function linesOf(shapes: readonly JsonValue[]): fc.Arbitrary<readonly Buffer[]> {
  return fc
    .tuple(fc.subarray([...shapes], { minLength: 1, maxLength: 2 }), writing)
    .chain(([few, write]) => {
      const line = fc.oneof(...few.map((shape) => varied(shape)));
      return fc.array(
        fc.tuple(line, damage).map(([value, harm]) => harm(Buffer.from(write(value)))),
        { minLength: 3, maxLength: 12 },
      );
    });
}

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString());
  } catch {
    return undefined;
  }
}

/** What the codec makes of the line when it is parsed as any JSON. */
function plainly(codec: Codec, line: Buffer): DecodedResult | undefined {
  const value = parsed(line);
  return value === undefined ? undefined : codec.decodeResult(value);
}

/** Each line stands between others, as in the block of a file. */
function inBlock(line: Buffer): readonly [block: Buffer, start: number, end: number] {
  const before = Buffer.from('{"other":"line"}\n');
  return [
    Buffer.concat([before, line, Buffer.from('\n"}')]),
    before.length,
    before.length + line.length,
  ];
}

function lineOf(name: string, count: number): Buffer {
  return Buffer.from(`{"id": "${name}", "of": ["x", {"n": ${count}}], "kind": "same"}`);
}

describe("lines that are alike", () => {
  it("have the value that they have when they are parsed, whatever lines came before", () => {
    const shapes = CODECS.flatMap(([name]) => fixturesOf(name));
    fc.assert(
      fc.property(linesOf(shapes), (lines) => {
        const shape = new LineShape();
        for (const line of lines) {
          const value = parsed(line);
          const alike = shape.match(...inBlock(line));
          expect(JSON.stringify(alike ?? value)).toBe(JSON.stringify(value));
          if (alike === undefined && value !== undefined) shape.learn(...inBlock(line));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("are known by what they differ in, after two of them", () => {
    const shape = new LineShape();
    expect(shape.match(...inBlock(lineOf("a", 1)))).toBeUndefined();
    shape.learn(...inBlock(lineOf("a", 1)));
    expect(shape.match(...inBlock(lineOf("b", 22)))).toBeUndefined();
    shape.learn(...inBlock(lineOf("b", 22)));
    expect(shape.match(...inBlock(lineOf("ccc", 7)))).toEqual({
      id: "ccc",
      of: ["x", { n: 7 }],
      kind: "same",
    });
  });

  it.each([
    ["a control character in a text", '{"id":"a\u0001","n":1}'],
    ["an escape that is none", '{"id":"a\\x","n":1}'],
    ["half of an escape", '{"id":"a\\u12","n":1}'],
    ["an escape that leaves the line", '{"id":"a\\'],
    ["a number with a zero before it", '{"id":"a","n":01}'],
    ["a number with a fraction", '{"id":"a","n":1.5}'],
    ["a number that is too long to be exact", '{"id":"a","n":12345678901234567890}'],
    ["another member", '{"id":"a","n":1,"m":2}'],
    ["a member less", '{"id":"a"}'],
    ["another kind of value", '{"id":"a","n":null}'],
    ["another order", '{"n":1,"id":"a"}'],
    ["the start of a line", '{"id":"a","n":1'],
    ["nothing", ""],
  ])("are not: %s", (_what, line) => {
    const shape = new LineShape();
    shape.learn(...inBlock(Buffer.from('{"id":"b","n":2}')));
    shape.learn(...inBlock(Buffer.from('{"id":"c","n":3}')));
    expect(shape.match(...inBlock(Buffer.from('{"id":"d","n":4}')))).toEqual({ id: "d", n: 4 });
    expect(shape.match(...inBlock(Buffer.from(line)))).toBeUndefined();
  });

  it("can't be learnt where a key comes twice, since the last of them counts", () => {
    const shape = new LineShape();
    shape.learn(...inBlock(Buffer.from('{"id":"a","id":"b"}')));
    expect(shape.match(...inBlock(Buffer.from('{"id":"a","id":"b"}')))).toBeUndefined();
  });
});

describe.each(CODECS)("result lines of %s", (name, codec) => {
  it("mean what they mean when each is parsed, whatever lines came before", () => {
    fc.assert(
      fc.property(linesOf(fixturesOf(name)), (lines) => {
        const reader = new ResultReader(codec);
        for (const line of lines) {
          const result = reader.read(...inBlock(line));
          expect(JSON.stringify(result)).toBe(JSON.stringify(plainly(codec, line)));
        }
      }),
      { numRuns: 500 },
    );
  });
});
