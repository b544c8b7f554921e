import fc from "fast-check";
import { expect, it } from "vitest";
import { forEachLine, wholeLines } from "../../src/util/lines.ts";

async function linesOf(chunks: readonly Uint8Array[]): Promise<string[]> {
  const lines: string[] = [];
  async function* stream(): AsyncGenerator<Uint8Array> {
    // Each chunk's memory is used again for the next one, as a reader of files does.
    const shared = Buffer.alloc(Math.max(1, ...chunks.map(({ length }) => length)));
    for (const chunk of chunks) {
      shared.fill(0);
      shared.set(chunk);
      yield shared.subarray(0, chunk.length);
    }
  }
  for await (const block of wholeLines(stream())) {
    forEachLine(block, (start, end) => lines.push(block.toString("utf8", start, end)));
  }
  return lines;
}

const text = fc
  .array(
    fc.string({ unit: "grapheme" }).map((line) => line.replace(/[\r\n]/g, "")),
    { maxLength: 8 },
  )
  .chain((lines) =>
    fc.record({
      lines: fc.constant(lines),
      newline: fc.constantFrom("\n", "\r\n"),
      last: fc.boolean(),
    }),
  );

it("gives the same lines wherever the bytes are cut", async () => {
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat()), async ({ lines, newline, last }, cuts) => {
      const bytes = Buffer.from(lines.join(newline) + (last ? newline : ""));
      const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted(
        (a, b) => a - b,
      );
      const bounds = [0, ...places, bytes.length];
      const chunks = bounds.slice(1).map((end, index) => bytes.subarray(bounds[index], end));
      const expected =
        bytes.length === 0
          ? []
          : bytes
              .toString()
              .replace(/\r?\n$/, "")
              .split(/\r?\n/);
      expect(await linesOf(chunks)).toEqual(expected);
    }),
  );
});

async function timeFor(megabytes: number): Promise<number> {
  const chunk = Buffer.alloc(1 << 14, "x");
  const chunks = Array.from({ length: megabytes * 64 }, () => chunk);
  const start = performance.now();
  await linesOf([...chunks, Buffer.from("\n")]);
  return performance.now() - start;
}

it("takes time in proportion to the bytes of a line, however small the chunks", async () => {
  await timeFor(4);
  const [small, large] = [await timeFor(4), await timeFor(32)];
  // Eight times the bytes: a splitter that joins anew with every chunk needs sixty-four times as long.
  expect(large / small).toBeLessThan(30);
});
