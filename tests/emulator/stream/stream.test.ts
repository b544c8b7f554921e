import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { IdSet } from "../../../src/emulator/stream/id-set.ts";
import { JsonElements } from "../../../src/emulator/stream/json-elements.ts";
import { readLines } from "../../../src/emulator/stream/line-reader.ts";

const folder = mkdtempSync(join(tmpdir(), "emulator-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function linesOf(bytes: string | Buffer): Promise<readonly string[]> {
  const path = join(folder, "lines");
  writeFileSync(path, bytes);
  const lines: string[] = [];
  for await (const batch of readLines(path)) lines.push(...batch.map(String));
  return lines;
}

describe("lines of a file", () => {
  it("end with a line feed, with or without a return, or with the file", async () => {
    expect(await linesOf("a\nb\r\n\nc")).toEqual(["a", "b", "", "c"]);
    expect(await linesOf("a\n")).toEqual(["a"]);
    expect(await linesOf("")).toEqual([]);
  });

  it("may be longer than what is read at once, and of any alphabet across the cut", async () => {
    const long = "ä🎉".repeat(700_000);
    const other = "x".repeat(1024 * 1024);
    expect(await linesOf(`${long}\n${other}\n${long}`)).toEqual([long, other, long]);
  });
});

/** The bytes in pieces that end at these places. */
function pieces(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted(
    (a, b) => a - b,
  );
  return [...places, bytes.length].map((end, at) => bytes.subarray(places[at - 1] ?? 0, end));
}

describe("elements of a list in a body", () => {
  it("are the same however the body is cut, and laid out", () => {
    const member = fc.tuple(fc.string({ unit: "grapheme" }), fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue()),
        fc.array(member, { maxLength: 3 }),
        fc.array(fc.nat(2000)),
        fc.constantFrom(undefined, 2),
        (list, others, cuts, space) => {
          const rest = Object.fromEntries(
            others.filter(([key]) => key !== "requests" && key !== "__proto__"),
          );
          const body = { ...rest, requests: list, after: '"requests":[' };
          const elements = new JsonElements("requests");
          const bytes = Buffer.from(JSON.stringify(body, undefined, space));
          const found = pieces(bytes, cuts).flatMap((piece) =>
            elements.push(piece).map((one): unknown => JSON.parse(one.toString("utf8"))),
          );
          expect(elements.isComplete).toBe(true);
          const parsed: unknown = JSON.parse(JSON.stringify(body));
          const beside: Record<string, unknown> = JSON.parse(elements.rest);
          expect({ ...beside, requests: found }).toEqual(parsed);
        },
      ),
    );
  });

  it("are not complete before the body is", () => {
    const elements = new JsonElements("requests");
    elements.push(Buffer.from('{"requests":[{"a":"}]'));
    expect(elements.isComplete).toBe(false);
  });

  it("refuse to hold a body that is no list of them", () => {
    const elements = new JsonElements("requests");
    expect(() => elements.push(Buffer.from(`{"other":"${"x".repeat(2_000_000)}"}`))).toThrow(
      RangeError,
    );
  });
});

describe("a set of ids", () => {
  it("knows each id once", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (ids) => {
        const set = new IdSet();
        const seen = new Set<string>();
        for (const id of ids) {
          expect(set.add(id)).toBe(!seen.has(id));
          seen.add(id);
        }
        expect(set.size).toBe(seen.size);
      }),
    );
  });

  it("tells half a million ids that are alike from each other", () => {
    const set = new IdSet();
    for (let place = 0; place < 500_000; place += 1)
      set.add(`nonce-${String(place).padStart(8, "0")}`);
    expect(set.size).toBe(500_000);
    expect(set.add("nonce-00123456")).toBe(false);
  });
});
