import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { InputError, UsageError } from "../../../src/errors.ts";
import type { InputFormat } from "../../../src/input/format.ts";
import { type Input, readRecords } from "../../../src/input/records.ts";
import { collected, streamOf } from "../../support/collected.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

function bytes(format: InputFormat, text: string | Uint8Array): Input {
  return { kind: "bytes", source: "in", format, chunks: streamOf(Buffer.from(text)) };
}

async function read(input: Input, templated = false) {
  const records = await collected(readRecords(input, { templated }));
  // Where a text stands in its line is a matter of speed alone, with tests of its own.
  return records.map(({ id, content, line }) => ({
    id,
    content: content.kind === "text" ? { ...content, escaped: undefined } : content,
    line,
  }));
}

describe("JSON lines", () => {
  it("takes texts, messages, lists of messages and bare texts", async () => {
    const rows = [
      '{"id":"a","text":"one"}',
      '{"text":"two"}',
      '{"id":7,"messages":[{"role":"system","content":"be brief"},{"role":"user","content":"three"}]}',
      '[{"role":"user","content":[{"type":"text","text":"fo"},{"type":"text","text":"ur"}]}]',
      '"five"',
    ];
    expect(await read(bytes("jsonl", rows.join("\n")))).toEqual([
      { id: "a", line: 1, content: { kind: "text", text: "one" } },
      { id: undefined, line: 2, content: { kind: "text", text: "two" } },
      {
        id: "7",
        line: 3,
        content: {
          kind: "messages",
          messages: [
            { role: "system", content: "be brief" },
            { role: "user", content: "three" },
          ],
        },
      },
      {
        id: undefined,
        line: 4,
        content: { kind: "messages", messages: [{ role: "user", content: "four" }] },
      },
      { id: undefined, line: 5, content: { kind: "text", text: "five" } },
    ]);
  });

  it("takes any object where there is a prompt", async () => {
    const [record] = await read(bytes("jsonl", '{"id":"a","city":"Oslo"}'), true);
    expect(record?.content).toEqual({ kind: "fields", fields: { id: "a", city: "Oslo" } });
  });

  it("passes over blank lines, a byte order mark and carriage returns, and counts lines as an editor does", async () => {
    const records = await read(bytes("jsonl", '\u{FEFF}{"text":"one"}\r\n\r\n   \n{"text":"two"}'));
    expect(records.map(({ line }) => line)).toEqual([1, 4]);
  });

  it("keeps odd texts as they are", async () => {
    const text = "\u2028 \u0000 🦆 \ud800";
    const [record] = await read(bytes("jsonl", JSON.stringify({ text })));
    expect(record?.content).toEqual({ kind: "text", text });
  });

  const faults: readonly (readonly [string, string, RegExp])[] = [
    ["no JSON", '{"text":"a"}\n{"text":', /^in:2: this line is not JSON/],
    ["a number", "5", /^in:1: a record is an object/],
    ["null", "null", /this is null/],
    [
      "no text",
      '{"id":"a","body":"x"}',
      /^in:1: the record has no "text".*it has: id, body.*\{\{id\}\}/,
    ],
    ["an empty text", '{"text":"  "}', /^in:1: the text is empty/],
    ["an id of another kind", '{"id":{},"text":"a"}', /the id \{\} is not a text/],
    ["an empty id", '{"id":"","text":"a"}', /the id "" is not a text/],
    [
      "a number that has lost digits",
      '{"id":12345678901234567890,"text":"a"}',
      /is not a text or a whole number/,
    ],
    ["no messages", '{"messages":[]}', /the list of messages is empty/],
    [
      "a foreign role",
      '{"messages":[{"role":"robot","content":"x"}]}',
      /a message is .* and this is \{"role":"robot"/,
    ],
    [
      "an image",
      '{"messages":[{"role":"user","content":[{"type":"image_url"}]}]}',
      /a text or a list of text parts/,
    ],
  ];
  it.each(faults)("refuses %s, with the line and what to do", async (_name, text, message) => {
    const reading = read(bytes("jsonl", text));
    await expect(reading).rejects.toThrow(InputError);
    await expect(read(bytes("jsonl", text))).rejects.toThrow(message);
  });

  it("refuses bytes that are not UTF-8, which would reach the model as question marks", async () => {
    const latin1 = Buffer.from('{"text":"ok"}\n{"text":"caf\xe9"}\n', "latin1");
    await expect(read(bytes("jsonl", latin1))).rejects.toThrow(/^in:2: this line is not UTF-8/);
  });
});

describe("CSV", () => {
  it("takes a column of texts, or with a prompt any columns", async () => {
    const text = 'id,text\na,"one, with ""quotes"""\n,two\n';
    expect(await read(bytes("csv", text))).toEqual([
      { id: "a", line: 2, content: { kind: "text", text: 'one, with "quotes"' } },
      { id: undefined, line: 3, content: { kind: "text", text: "two" } },
    ]);
    const [record] = await read(bytes("tsv", "name\tcity\nAda\tLondon\n"), true);
    expect(record?.content).toEqual({ kind: "fields", fields: { name: "Ada", city: "London" } });
  });

  it("takes a cell with newlines as one, and goes on with the right line", async () => {
    const records = await read(bytes("csv", 'text\n"one\ntwo"\nthree\n'));
    expect(records.map(({ line }) => line)).toEqual([3, 4]);
  });

  it("refuses a row with another number of cells, with its line", async () => {
    await expect(read(bytes("csv", "id,text\na,b\nc\n"))).rejects.toThrow(
      /^in:3: the CSV is malformed/,
    );
  });

  it("refuses a column that is there twice", async () => {
    await expect(read(bytes("csv", "text,text\na,b\n"))).rejects.toThrow(/names "text" twice/);
  });
});

it("takes a line of a text file as a record", async () => {
  const records = await read(bytes("txt", "one\n\n{not json\r\n"));
  expect(records.map(({ content }) => content)).toEqual([
    { kind: "text", text: "one" },
    { kind: "text", text: "{not json" },
  ]);
});

it("takes rows of the program, and says which one is bad", async () => {
  const rows = ["one", { id: "b", text: "two" }];
  expect(await read({ kind: "rows", rows })).toHaveLength(2);
  await expect(read({ kind: "rows", rows: ["one", { no: "text" }] })).rejects.toThrow(
    /^records:2: /,
  );
});

it("reads files by their ending, and says which endings there are", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "people.csv");
  await writeFile(path, "text\nhello\n");
  expect(await read({ kind: "file", path })).toHaveLength(1);
  const odd = { kind: "file", path: join(folder.path, "people.xls") } as const;
  expect(() => readRecords(odd, { templated: false })).toThrow(UsageError);
});

it("reads a file of many chunks in memory that does not grow with it", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "many.jsonl");
  const line = `${JSON.stringify({ text: "x".repeat(1000) })}\n`;
  await writeFile(path, line.repeat(20_000));
  let records = 0;
  let largest = 0;
  for await (const group of readRecords({ kind: "file", path }, { templated: false })) {
    records += group.length;
    largest = Math.max(largest, group.length);
  }
  expect(records).toBe(20_000);
  expect(largest).toBeLessThan(2_000);
});
