import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mixed, ShardDeduplicator } from "../../src/lifecycle/shard-dedupe.ts";
import { ByteBuffer } from "../../src/util/byte-buffer.ts";

/** Numbers of the requests that a deduplicator sends the bodies with; the plain way below. */
function requestsOf(bodies: readonly Buffer[], dedupe: ShardDeduplicator): readonly number[] {
  const line = new ByteBuffer();
  let requests = 0;
  return bodies.map((body) => {
    line.truncate(0);
    // Where a part stands in its line says nothing of it.
    line.appendText("x".repeat(requests % 7));
    const start = line.length;
    line.appendBytes(body);
    const earlier = dedupe.find(line, start, line.length);
    if (earlier !== undefined) return earlier.request;
    requests += 1;
    dedupe.remember({ shard: 1, request: requests });
    return requests;
  });
}

function plainly(bodies: readonly Buffer[]): readonly number[] {
  const seen = new Map<string, number>();
  return bodies.map((body) => {
    const key = body.toString("hex");
    const request = seen.get(key) ?? seen.size + 1;
    seen.set(key, request);
    return request;
  });
}

describe("requests of one shard", () => {
  it("are found again exactly where they are equal, held or hashed, in one shard after another", () => {
    const bodies = fc.array(
      fc
        .string({ maxLength: 18, unit: fc.constantFrom("aaaaaa", "b", "é", "\0") })
        .map((text) => Buffer.from(text)),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(fc.array(bodies, { maxLength: 3 }), fc.nat({ max: 800 }), (shards, heldBytes) => {
        using dedupe = new ShardDeduplicator({ heldBytes });
        for (const shard of shards) {
          expect(requestsOf(shard, dedupe)).toEqual(plainly(shard));
          dedupe.nextShard();
        }
      }),
    );
  });

  it("are told apart though all have one checksum, in time that is linear", () => {
    const bodies = Array.from({ length: 20_000 }, (_, index) => Buffer.from(`hostile ${index}`));
    using dedupe = new ShardDeduplicator({ checksum: () => 7 });
    const start = performance.now();
    expect(requestsOf(bodies, dedupe)).toEqual(bodies.map((_, index) => index + 1));
    // Compared each with each, they would take minutes.
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it("have checksums that differ with each of their bits", () => {
    const checksums = new Set<number>();
    const body = Buffer.from("a document of some forty characters. ".repeat(3));
    const bodies = Array.from({ length: body.length * 8 }, (_, bit) => {
      const other = Buffer.from(body);
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return other;
    });
    using dedupe = new ShardDeduplicator({
      checksum: (...part) => {
        const sum = mixed(...part);
        checksums.add(sum);
        return sum;
      },
    });
    expect(requestsOf(bodies, dedupe)).toEqual(bodies.map((_, index) => index + 1));
    expect(checksums.size).toBe(bodies.length);
  });

  it("may each be larger than what is held", () => {
    const long = "a long document ".repeat(1_000);
    const bodies = ["x", "y", "x", "y"].map((end) => Buffer.from(`${long}${end}`));
    using dedupe = new ShardDeduplicator({ heldBytes: 64 });
    expect(requestsOf(bodies, dedupe)).toEqual([1, 2, 1, 2]);
  });

  it("are many", () => {
    const bodies = Array.from({ length: 50_000 }, (_, index) =>
      Buffer.from(`body ${index % 30_000}`),
    );
    using dedupe = new ShardDeduplicator();
    expect(requestsOf(bodies, dedupe)).toEqual(bodies.map((_, index) => (index % 30_000) + 1));
  });
});
