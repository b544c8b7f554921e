import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ShardDeduplicator } from "../../src/lifecycle/shard-dedupe.ts";

/** Numbers of the requests that a deduplicator sends the bodies with; the plain way below. */
function requestsOf(bodies: readonly Buffer[], dedupe: ShardDeduplicator): readonly number[] {
  let requests = 0;
  return bodies.map((body) => {
    const earlier = dedupe.find(body);
    if (earlier !== undefined) return earlier.request;
    requests += 1;
    dedupe.remember(body, { shard: 1, request: requests });
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

/** Four bytes that give a text of the same length the checksum of another. */
function withChecksum(prefix: Buffer, checksum: number): Buffer {
  // CRC-32 is linear: each of the 32 bits of the suffix changes the checksum by a constant.
  const base = crc32(Buffer.concat([prefix, Buffer.alloc(4)]));
  const columns = Array.from({ length: 32 }, (_, bit) => {
    const suffix = Buffer.alloc(4);
    suffix[bit >> 3] = 1 << (bit & 7);
    return {
      effect: (crc32(Buffer.concat([prefix, suffix])) ^ base) >>> 0,
      bits: (1 << bit) >>> 0,
    };
  });
  let wanted = (base ^ checksum) >>> 0;
  let solution = 0;
  // Gaussian elimination over single bits.
  for (let bit = 0; bit < 32; bit += 1) {
    const mask = (1 << bit) >>> 0;
    const pivot = columns.findIndex(({ effect }, index) => index >= bit && (effect & mask) !== 0);
    if (pivot === -1) throw new Error("no solution");
    const [row] = columns.splice(pivot, 1);
    if (row === undefined) throw new Error("no row");
    columns.splice(bit, 0, row);
    columns.forEach((column, index) => {
      if (index === bit || (column.effect & mask) === 0) return;
      columns[index] = {
        effect: (column.effect ^ row.effect) >>> 0,
        bits: (column.bits ^ row.bits) >>> 0,
      };
    });
    if ((wanted & mask) !== 0) {
      wanted = (wanted ^ row.effect) >>> 0;
      solution = (solution ^ row.bits) >>> 0;
    }
  }
  const suffix = Buffer.alloc(4);
  suffix.writeUInt32LE(solution);
  return Buffer.concat([prefix, suffix]);
}

describe("requests of one shard", () => {
  it("are found again exactly where they are equal, held or hashed, in one shard after another", () => {
    const bodies = fc.array(
      fc
        .string({ maxLength: 4, unit: fc.constantFrom("a", "b", "é") })
        .map((text) => Buffer.from(text)),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(fc.array(bodies, { maxLength: 3 }), fc.nat({ max: 200 }), (shards, held) => {
        using dedupe = new ShardDeduplicator(held);
        for (const shard of shards) {
          expect(requestsOf(shard, dedupe)).toEqual(plainly(shard));
          dedupe.nextShard();
        }
      }),
    );
  });

  it("are told apart though they were made to have one checksum, in time that is linear", () => {
    const checksum = crc32(Buffer.from("a document"));
    const bodies = Array.from({ length: 20_000 }, (_, index) =>
      withChecksum(Buffer.from(`hostile ${index} `), checksum),
    );
    expect(new Set(bodies.map((body) => crc32(body))).size).toBe(1);
    using dedupe = new ShardDeduplicator();
    const start = performance.now();
    expect(requestsOf(bodies, dedupe)).toEqual(bodies.map((_, index) => index + 1));
    // Compared each with each, they would take minutes.
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it("are many", () => {
    const bodies = Array.from({ length: 50_000 }, (_, index) =>
      Buffer.from(`body ${index % 30_000}`),
    );
    using dedupe = new ShardDeduplicator();
    expect(requestsOf(bodies, dedupe)).toEqual(bodies.map((_, index) => (index % 30_000) + 1));
  });
});
