import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRecords } from "../../src/input/records.ts";
import type { InputRecord } from "../../src/model/record.ts";
import { ByteBuffer } from "../../src/util/byte-buffer.ts";
import { collected, streamOf } from "../support/collected.ts";
import { textTemplate } from "../support/engine.ts";

type Escape = (text: string) => string;

/** A text as some tools write it: all that is not ASCII escaped, and slashes too. */
function escapedByForce(text: string): string {
  return JSON.stringify(text)
    .replaceAll("/", "\\/")
    .replace(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
}

const someText = fc
  .oneof(
    fc.string({ unit: "binary", minLength: 1 }),
    fc.string({ unit: fc.constantFrom('"', "\\", "a", '"text":"', "}", "é", "\n", ",", "/") }),
    fc.constantFrom('","text":"', '\\"', 'a","b":"c', '{"text":"x"}', "\\u0041", " a", "\u00a0b"),
  )
  .filter((text) => text.trim() !== "");

/** Ids of one kind. */
const ids = fc.constantFrom<fc.Arbitrary<string | number | undefined>>(
  fc.string({ minLength: 1 }),
  fc.nat(),
  fc.constant(undefined),
);
const mostlyPlain = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("Ann", 'say "a"\n', "naïve") },
  { weight: 1, arbitrary: someText },
);
const other = fc.oneof(someText, fc.integer(), fc.record({ text: someText }), fc.array(someText));

/** Lines of `{…, "text": …}`, most of which differ in their texts only. */
const someLines = fc
  .record({
    before: fc.dictionary(fc.oneof(someText, fc.constant("text\\")), other, { maxKeys: 2 }),
    after: fc.dictionary(fc.constantFrom("b", "Text", "xtext", 'a"text'), other, { maxKeys: 2 }),
    space: fc.constantFrom("", " ", "\t"),
    escape: fc.constantFrom<Escape>(JSON.stringify, JSON.stringify, escapedByForce),
    id: ids,
  })
  .chain(({ before, after, space, escape, id }) => {
    const write = (members: Readonly<Record<string, unknown>>) => {
      const parts = Object.entries(members)
        .filter(([key, value]) => key !== "messages" && value !== undefined)
        .map(([key, value]) => {
          const text = typeof value === "string" ? escape(value) : JSON.stringify(value);
          return `${JSON.stringify(key)}:${space}${text}`;
        });
      return `{${parts.join(`,${space}`)}}`;
    };
    const line = fc
      .record({ id, text: mostlyPlain })
      .map(({ id: own, text }) => write({ ...before, id: own, text, ...after }));
    return fc.array(line, { minLength: 3, maxLength: 8 });
  });

/** The records, each looked at while its bytes are there. */
async function read<Seen>(
  json: readonly string[],
  look: (record: InputRecord) => Seen,
): Promise<readonly Seen[]> {
  const bytes = Buffer.from(json.map((line) => `${line}\n`).join(""));
  const input = {
    kind: "bytes",
    source: "test",
    format: "jsonl",
    chunks: streamOf(bytes),
  } as const;
  const seen: Seen[] = [];
  for await (const group of readRecords(input, { templated: false })) seen.push(...group.map(look));
  return seen;
}

function written(record: InputRecord): string {
  const buffer = new ByteBuffer();
  textTemplate().write(buffer, Buffer.from("nonce-0000001"), record);
  return buffer.view().toString();
}

function isTaken({ content }: InputRecord): boolean {
  return content.kind === "text" && content.escaped !== undefined;
}

const LESSONS = ['{"id":"a","text":"one"}', '{"id":"b","text":"two"}'];

describe("a text that is taken from its line as it stands there", () => {
  it("gives the request and the id that the parsed line gives", async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(someLines, async (json) => {
        const seen = await read(json, (record) => {
          taken += isTaken(record) ? 1 : 0;
          const text = record.content.kind === "text" ? record.content.text : undefined;
          return { id: record.id, line: record.line, text, request: written(record) };
        });
        const expected = json.map((line, index) => {
          const row: { readonly id?: string | number; readonly text: string } = JSON.parse(line);
          const { text } = row;
          const record: InputRecord = {
            id: row.id === undefined ? undefined : String(row.id),
            content: { kind: "text", text },
            source: "test",
            line: index + 1,
          };
          return { id: record.id, line: record.line, text, request: written(record) };
        });
        expect(seen).toEqual(expected);
      }),
      { numRuns: 1_000 },
    );
    expect(taken).toBeGreaterThan(300);
  });

  it.each([
    ["another text", '{"id":"c","text":"plain"}', true],
    ["plain escapes", '{"id":"c","text":"say \\"x\\" \\n"}', true],
    ["not ASCII", '{"id":"c","text":"a é"}', true],
    ["escapes of other tools", '{"id":"c","text":"a \\u00e9"}', false],
    ["slashes escaped", '{"id":"c","text":"a \\/"}', false],
    ["other members", '{"id":"c","text":"a","note":"b"}', false],
    ["no id", '{"text":"a"}', false],
    ["spaces", '{"id": "c","text":"a"}', false],
  ])("%s: %s", async (_what, line, taken) => {
    const seen = await read([...LESSONS, line], isTaken);
    expect(seen).toEqual([false, false, taken]);
  });

  it.each([
    ["first", (n: number) => `{"text":"a ${n}","meta":{"text":"b ${n}"},"n":${n}}`],
    ["last", (n: number) => `{"n":${n},"meta":{"text":"b ${n}"},"text":"a ${n}"}`],
  ])("is taken wherever it stands among the members: %s", async (_where, line) => {
    const seen = await read([1, 2, 3].map(line), (record) => [isTaken(record), written(record)]);
    expect(seen.map(([taken]) => taken)).toEqual([false, false, true]);
    expect(seen[2]?.[1]).toContain('"a 3"');
  });

  it.each([
    ["an empty text", '{"id":"c","text":""}', "test:3: the text is empty"],
    ["a blank text", '{"id":"c","text":" \\n"}', "test:3: the text is empty"],
    ["an empty id", '{"id":"","text":"x"}', 'test:3: the id "" is not a text'],
    ["a control character", '{"id":"c","text":"a\u0001"}', "test:3: this line is not JSON"],
    ["an escape that is none", '{"id":"c","text":"a\\x"}', "test:3: this line is not JSON"],
    ["a line that is cut off", '{"id":"c","text":"a', "test:3: this line is not JSON"],
    ["something behind", '{"id":"c","text":"a"}}', "test:3: this line is not JSON"],
  ])("is refused as in any line: %s", async (_what, line, message) => {
    await expect(read([...LESSONS, line], isTaken)).rejects.toThrow(message);
  });
});

function manyLines(text: string): string {
  const lines = Array.from(
    { length: 20_000 },
    (_, n) => `{"id":"record-${n}","text":"${text} ${n}"}`,
  );
  return lines.join("\n");
}

async function timeOf(text: string, templated: boolean): Promise<number> {
  const chunks = streamOf(Buffer.from(manyLines(text)));
  const input = { kind: "bytes", source: "test", format: "jsonl", chunks } as const;
  const start = performance.now();
  await collected(readRecords(input, { templated }));
  return performance.now() - start;
}

it.each([false, true])(
  "reads lines without a backslash as fast as others: %s",
  async (templated) => {
    const words = "some words of a text that goes on ".repeat(10);
    const escaped = await timeOf(`\\n${words}`, templated);
    expect(await timeOf(words, templated)).toBeLessThan(3 * escaped + 50);
  },
);
