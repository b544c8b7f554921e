import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRecords } from "../../src/input/records.ts";
import type { InputRecord } from "../../src/model/record.ts";
import { ByteBuffer } from "../../src/util/byte-buffer.ts";
import { collected, streamOf } from "../support/collected.ts";
import { textTemplate } from "../support/engine.ts";

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
    fc.constantFrom('","text":"', '\\"', 'a","b":"c', '{"text":"x"}', "\\u0041"),
  )
  .filter((text) => text.trim() !== "");

const other = fc.oneof(someText, fc.integer(), fc.record({ text: someText }), fc.array(someText));

/** Lines of `{…, "text": …}` with its members in any order, in any layout. */
const line = fc
  .record({
    text: someText,
    before: fc.dictionary(fc.oneof(someText, fc.constant("text\\")), other, { maxKeys: 2 }),
    after: fc.dictionary(fc.constantFrom("b", "Text", "xtext", 'a"text'), other, { maxKeys: 2 }),
    space: fc.constantFrom("", " ", "\t"),
    escape: fc.constantFrom<(text: string) => string>(JSON.stringify, escapedByForce),
  })
  .map(({ text, before, after, space, escape }) => {
    const rest = (members: Readonly<Record<string, unknown>>) =>
      Object.entries(members)
        .filter(([key]) => !["text", "id", "messages"].includes(key))
        .map(([key, value]) => `${JSON.stringify(key)}:${space}${JSON.stringify(value)}`);
    const members = [...rest(before), `"text":${space}${escape(text)}`, ...rest(after)];
    return { text, json: `{${members.join(`,${space}`)}}` };
  });

async function read(json: string): Promise<InputRecord> {
  const input = {
    kind: "bytes",
    source: "test",
    format: "jsonl",
    chunks: streamOf(Buffer.from(`${json}\n`)),
  } as const;
  const [record] = await collected(readRecords(input, { templated: false }));
  if (record === undefined) throw new Error("no record");
  return record;
}

function written(record: InputRecord): string {
  const buffer = new ByteBuffer();
  textTemplate().write(buffer, Buffer.from("nonce-0000001"), record);
  return buffer.view().toString();
}

describe("a text that is taken from its line as it stands there", () => {
  it("gives the request that the text itself gives, to the byte", async () => {
    await fc.assert(
      fc.asyncProperty(line, async ({ text, json }) => {
        const record = await read(json);
        const plain: InputRecord = { ...record, content: { kind: "text", text } };
        expect(written(record)).toBe(written(plain));
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['{"id":"a","text":"plain"}', true],
    ['{"id": "a", "text": "say \\"x\\" \\n"}', true],
    ['{"text":"é"}', true],
    ['{"text":"\\u00e9"}', false],
    ['{"text":"a","note":"b"}', false],
    ['{"note":{"text":"a"},"text":"b"}', false],
    ['{"text":"a" }', false],
    ['{"\\u0074ext":"real","a\\"text":"other"}', false],
    ['{"text" :"real","a\\"text":"other"}', false],
  ])("%s: %s", async (json, taken) => {
    const { content } = await read(json);
    expect(content.kind === "text" && content.escaped !== undefined).toBe(taken);
  });
});
