import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonIn, type JsonValue } from "../../src/util/json.ts";
import { NestedShape } from "../../src/util/nested-shape.ts";

/** A text as it stands in a JSON string, in the ways in which providers write it. */
type Escape = (text: string) => string;

const plainly: Escape = (text) => JSON.stringify(text).slice(1, -1);
const toAscii: Escape = (text) =>
  plainly(text).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** How a model lays its JSON out. */
type Layout = (value: JsonValue) => string;

const LAYOUTS: readonly Layout[] = [
  (value) => JSON.stringify(value),
  (value) => JSON.stringify(value, null, 2),
  (value) => JSON.stringify(value, null, " ").replaceAll(/\n */g, " "),
  (value) => `\n${JSON.stringify(value)} \n`,
];

/** Where a string with the text stands among other bytes. */
function inBlock(
  text: string | Buffer,
  escape: Escape = plainly,
): readonly [block: Buffer, start: number, end: number] {
  const before = Buffer.from('{"answer":"');
  const string = typeof text === "string" ? Buffer.from(escape(text)) : text;
  const block = Buffer.concat([before, string, Buffer.from('","more":"{\\"a\\":1}"}')]);
  return [block, before.length, before.length + string.length];
}

function learnt(...texts: readonly string[]): NestedShape {
  const shape = new NestedShape();
  for (const text of texts) shape.learn(text);
  return shape;
}

const leaf = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("", '"', "\\", "é\u2028", "\ud800", "null", "a\nb", "\u007f", "]", "{}"),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(-0, 1e21, 0.1, 2 ** 53, 100, 1e-7),
  fc.boolean(),
  fc.constant(null),
);

const key = fc.oneof(
  fc.constantFrom(
    "name",
    "age",
    "x",
    "__proto__",
    "toJSON",
    "1",
    "é",
    'q"',
    "b\\",
    "n\n",
    "\ud800",
  ),
  fc.string(),
);

/** Values that are alike: the same keys, lists of any length, now and then a null or something else altogether. */
function alike(depth: number): fc.Arbitrary<fc.Arbitrary<JsonValue>> {
  if (depth === 0) return fc.constant(leaf);
  return fc.oneof(
    fc.constant(leaf),
    fc
      .uniqueArray(fc.tuple(key, alike(depth - 1)), { maxLength: 4, selector: ([name]) => name })
      .map((members) =>
        fc.tuple(...members.map(([, value]) => orOther(value))).map((values) => {
          const entries = values.map((value, index) => [members[index]?.[0] ?? "", value] as const);
          return Object.fromEntries(entries);
        }),
      ),
    alike(depth - 1).map((item) => fc.array(orOther(item), { maxLength: 3 })),
  );
}

function orOther(value: fc.Arbitrary<JsonValue>): fc.Arbitrary<JsonValue> {
  return fc.oneof(
    { weight: 12, arbitrary: value },
    { weight: 1, arbitrary: fc.constantFrom<JsonValue>(null, {}, [], 0) },
  );
}

const series = fc
  .tuple(alike(3), fc.constantFrom(...LAYOUTS), fc.constantFrom(plainly, toAscii))
  .chain(([value, layout, escape]) =>
    fc.record({
      texts: fc.array(value.map(layout), { minLength: 2, maxLength: 8 }),
      escape: fc.constant(escape),
      damage: fc.option(fc.tuple(fc.nat(), fc.nat(255)), { nil: undefined }),
    }),
  );

describe("JSON in JSON strings", () => {
  it("has the value that it has when it is parsed, and is written as it was, whatever came before", () => {
    fc.assert(
      fc.property(series, ({ texts, escape, damage }) => {
        const shape = new NestedShape();
        for (const [index, text] of texts.entries()) {
          const [block, start, end] = inBlock(text, escape);
          if (damage !== undefined && index === texts.length - 1) {
            block[start + (damage[0] % Math.max(1, end - start))] = damage[1];
          }
          // What is no string is nothing that is asked for.
          const whole = jsonIn(`"${block.toString("utf8", start, end)}"`);
          if (typeof whole !== "string") continue;
          const value = shape.read(block, start, end);
          if (value === undefined) {
            shape.learn(whole);
            continue;
          }
          const expected = jsonIn(whole);
          expect(value).toStrictEqual(expected);
          if (!shape.isTextOf(structuredClone(expected))) continue;
          const written = block.subarray(start, end).filter((byte) => byte !== 0x5c);
          expect(Buffer.from(written).toString("latin1")).toBe(
            Buffer.from(JSON.stringify(expected)).toString("latin1"),
          );
        }
      }),
      { numRuns: 5_000 },
    );
  });

  const BOB = '{"name":"Bob","age":3,"tags":["a"],"home":{"city":"Ulm"}}';

  it.each([
    ["the same", BOB],
    ["other values", '{"name":"Ann Lee","age":41,"tags":["b"],"home":{"city":"Köln"}}'],
    ["a longer list", '{"name":"Bob","age":3,"tags":["b","c","d"],"home":{"city":"Ulm"}}'],
    ["an empty list", '{"name":"Bob","age":3,"tags":[],"home":{"city":"Ulm"}}'],
    ["nulls", '{"name":null,"age":null,"tags":null,"home":null}'],
    ["words and fractions", '{"name":true,"age":-0.5,"tags":[false],"home":{"city":-7}}'],
  ])("are read and written once one was learnt: %s", (_what, text) => {
    const shape = learnt(BOB);
    expect(shape.read(...inBlock(text))).toEqual(JSON.parse(text));
    expect(shape.isTextOf(JSON.parse(text))).toBe(true);
  });

  it("learns what an empty list or a null did not tell", () => {
    const shape = learnt('{"a":[],"b":null}', '{"a":[{"c":1}],"b":{"d":1}}', '{"a":[],"b":null}');
    const text = '{"a":[{"c":2},{"c":3}],"b":{"d":4}}';
    expect(shape.read(...inBlock(text))).toEqual(JSON.parse(text));
  });

  it.each([
    ["an escape in a text", '{"a":"x\\ny"}'],
    ["a quote in a text", '{"a":"x\\"y"}'],
    ["a member more", '{"a":"x","b":1}'],
    ["another key", '{"b":"x"}'],
    ["another layout", '{"a": "x"}'],
    ["an exponent", '{"a":1e3}'],
    ["a zero before a number", '{"a":01}'],
    ["a point without digits", '{"a":1.}'],
    ["minus zero", '{"a":-0}'],
    ["digits beyond what is exact", '{"a":12345678901234567890}'],
    ["a text without an end", '{"a":"x'],
    ["something behind", '{"a":"x"}}'],
    ["a list", "[1]"],
    ["nothing", ""],
  ])("are not read: %s", (_what, text) => {
    const shape = learnt('{"a":"b"}');
    expect(shape.read(...inBlock('{"a":"c"}'))).toEqual({ a: "c" });
    expect(shape.read(...inBlock(text))).toBeUndefined();
  });

  it.each([
    ["another value", { a: 2, b: "x" }],
    ["another order", { b: "x", a: 1 }],
    ["a member more", { a: 1, b: "x", c: undefined }],
    ["a member less", { a: 1 }],
    ["an object with something behind it", Object.assign(Object.create({}), { a: 1, b: "x" })],
    ["a list", [1, "x"]],
    ["null", null],
  ])("is not the text of other data: %s", (_what, data) => {
    const shape = learnt('{"a":0,"b":"y"}');
    shape.read(...inBlock('{"a":1,"b":"x"}'));
    expect(shape.isTextOf({ a: 1, b: "x" })).toBe(true);
    expect(shape.isTextOf(data)).toBe(false);
  });

  it.each([
    ["a number that is written in another way", '{"a":1}', '{"a":1.50}'],
    ["spaces", '{"a": 1}', '{"a": 2}'],
    ["an escape in a key", '{"a\\"":1}', '{"a\\"":2}'],
  ])("is read, but not the text of its data: %s", (_what, lesson, text) => {
    const shape = learnt(lesson);
    expect(shape.read(...inBlock(text))).toEqual(JSON.parse(text));
    expect(shape.isTextOf(JSON.parse(text))).toBe(false);
  });

  it("is read, but not the text of its data where it is no UTF-8", () => {
    const shape = learnt('{"a":"b"}');
    const bytes = Buffer.concat([
      Buffer.from('{\\"a\\":\\"'),
      Buffer.from([0xff]),
      Buffer.from('\\"}'),
    ]);
    expect(shape.read(...inBlock(bytes))).toEqual({ a: "\ufffd" });
    expect(shape.isTextOf({ a: "\ufffd" })).toBe(false);
  });
});
