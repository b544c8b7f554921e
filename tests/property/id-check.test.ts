import fc from "fast-check";
import { expect, it } from "vitest";
import { IdCheck } from "../../src/lifecycle/id-check.ts";
import { MemoryArtifacts } from "../../src/store/memory-artifacts.ts";

/** The first position whose id was there before, found the plain way. */
function firstDoubled(ids: readonly (string | undefined)[]): number | undefined {
  const seen = new Map<string, number>();
  const clashes: number[] = [];
  ids.forEach((id, index) => {
    const name = id ?? String(index + 1);
    const other = seen.get(name);
    if (other === undefined) seen.set(name, index + 1);
    else clashes.push(index + 1);
  });
  return clashes.length === 0 ? undefined : Math.min(...clashes);
}

const ids = fc.array(
  fc.option(
    fc.oneof(
      fc.string({ maxLength: 3, minLength: 1 }),
      fc.integer({ min: 1, max: 30 }).map(String),
    ),
    {
      nil: undefined,
    },
  ),
  { maxLength: 30 },
);

it("finds two records with one id, also where one of them is only known by its position", async () => {
  await fc.assert(
    fc.asyncProperty(ids, fc.array(fc.nat({ max: 30 })), async (given, spills) => {
      await using check = new IdCheck(new MemoryArtifacts(), "ids");
      for (const [index, id] of given.entries()) {
        check.add(id, index + 1, index + 10);
        // What is on disk must be found too.
        if (spills.includes(index)) await check.spill();
      }
      const doubled = await check.firstDoubled();
      expect(doubled?.second.ordinal).toBe(firstDoubled(given));
    }),
  );
});

it("holds a million ids without their texts, and moves to disk beyond", async () => {
  await using check = new IdCheck(new MemoryArtifacts(), "ids");
  for (let ordinal = 1; ordinal <= 1_100_000; ordinal += 1) {
    check.add(`record-${ordinal}`, ordinal, ordinal);
    if (check.full) await check.spill();
  }
  expect(await check.firstDoubled()).toBeUndefined();
  await using doubled = new IdCheck(new MemoryArtifacts(), "ids");
  doubled.add("same", 1, 1);
  await doubled.spill();
  doubled.add("same", 2, 2);
  expect(await doubled.firstDoubled()).toEqual({
    first: { ordinal: 1, line: 1 },
    second: { ordinal: 2, line: 2 },
  });
});
