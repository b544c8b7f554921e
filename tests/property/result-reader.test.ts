import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ResultReader } from "../../src/lifecycle/result-reader.ts";
import type { Reply } from "../../src/model/outcome.ts";
import type { Codec, DecodedResult } from "../../src/providers/provider.ts";
import { codec as anthropic } from "../../src/providers/anthropic/codec.ts";
import { ByteBuffer } from "../../src/util/byte-buffer.ts";
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
  fc.constantFrom(
    '{"name":"Ann"}',
    '{"name":"Bob"}',
    '{"name":"Jo","n":[1]}',
    '"',
    "\\",
    "é\u2028",
    "\ud800",
    "",
    "\\u0041",
    "}",
    "\t\n",
  ),
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

function answerOf(codec: Codec, line: JsonValue): JsonValue | undefined {
  const { reply } = codec.decodeResult(line);
  return reply.kind === "answered" ? reply.answer : undefined;
}

const word = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("Ann", "Bob Lee", "Zoë", "") },
  { weight: 1, arbitrary: text },
);

/** What models answer: mostly JSON of one kind. */
const answer = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({ name: word, age: number, tags: fc.array(word, { maxLength: 2 }) })
      .map((person) => JSON.stringify(person)),
  },
  { weight: 1, arbitrary: text },
);

/** The value with another answer. */
function answering(value: JsonValue, old: JsonValue | undefined, other: string): JsonValue {
  if (value === old) return other;
  if (Array.isArray(value)) return value.map((item: JsonValue) => answering(item, old, other));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, answering(part, old, other)]),
  );
}

/** Lines of a job that differ in little more than their answers. */
function answersOf(codec: Codec, shapes: readonly JsonValue[]): fc.Arbitrary<readonly Buffer[]> {
  return fc.tuple(fc.constantFrom(...shapes), writing).chain(([shape, write]) => {
    const old = answerOf(codec, shape);
    const line = fc.oneof(
      { weight: 8, arbitrary: answer.map((other) => answering(shape, old, other)) },
      { weight: 1, arbitrary: varied(shape) },
    );
    return fc.array(
      fc.tuple(line, damage).map(([value, harm]) => harm(Buffer.from(write(value)))),
      { minLength: 4, maxLength: 16 },
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

/** What the text of an answer stands for. */
function jsonOf(reply: Reply | undefined): unknown {
  const answered = reply?.kind === "answered" ? reply.answer : undefined;
  return typeof answered === "string" ? parsed(Buffer.from(answered)) : undefined;
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

  it("mean the same where the values of answers are asked for, and not their texts", () => {
    let values = 0;
    const answers = fixturesOf(name).filter((line) => typeof answerOf(codec, line) === "string");
    fc.assert(
      fc.property(answersOf(codec, answers), (lines) => {
        const reader = new ResultReader(codec, { nested: true });
        for (const line of lines) {
          const result = reader.read(...inBlock(line));
          const plain = plainly(codec, line);
          const answered = result?.reply.kind === "answered" ? result.reply : undefined;
          const whole =
            answered === undefined ? result : { ...result, reply: reader.complete(answered) };
          expect(JSON.stringify(whole)).toBe(JSON.stringify(plain));
          if (reader.value === undefined) continue;
          values += 1;
          expect(reader.value).toStrictEqual(jsonOf(whole?.reply));
          const data = new ByteBuffer();
          const written = reader.appendData(reader.value, data)
            ? data.view().toString()
            : undefined;
          expect(written ?? JSON.stringify(reader.value)).toBe(JSON.stringify(reader.value));
        }
      }),
      { numRuns: 1_000 },
    );
    expect(values).toBeGreaterThan(300);
  });
});

/** A result of Anthropic whose text comes in two blocks. */
function inTwoBlocks(first: string, second: string): Buffer {
  const content = [first, second].map((part) => ({ type: "text", text: part }));
  const message = { content, stop_reason: "end_turn" };
  return Buffer.from(JSON.stringify({ custom_id: "a", result: { type: "succeeded", message } }));
}

it("puts an answer together with what else the codec takes for a part of it", () => {
  const reader = new ResultReader(anthropic, { nested: true });
  const read = (...blocks: [string, string]): [JsonValue | undefined, JsonValue | undefined] => {
    const result = reader.read(...inBlock(inTwoBlocks(...blocks)));
    return [reader.value, result?.reply.kind === "answered" ? result.reply.answer : undefined];
  };
  read(" ", '{"n":1}');
  read("", '{"n":2}');
  read("", '{"n":3}');
  expect(read("", '{"n":4}')[0]).toEqual({ n: 4 });
  expect(read("Yes: ", '{"n":5}')).toEqual([undefined, 'Yes: {"n":5}']);
});
