import type { ShardPlan } from "../store/batch.ts";
import type { Artifacts } from "../store/artifacts.ts";
import { newlineAfter, wholeLines } from "../util/lines.ts";
import { textOfBytes } from "../util/utf8.ts";

/** A record of a shard, and which of its requests answers it. */
export interface ShardRecord {
  /** As JSON, with its quotes, ready to be written. */
  readonly id: string;
  /** 1-based position in the batch. */
  readonly ordinal: number;
  /** 1-based number of the request in the shard. */
  readonly request: number;
}

/**
 * A line of a records file. A text is the id of the record that follows the one before and has the next request, and null
 * the same of a record that is known by its position; whatever is not so simple is written out as
 * `[id or null, ordinal, request]`.
 */
export type RecordLine = string | null | readonly [string | null, number, number];

/** The records that a shard was made for, in the order of the input, in groups. */
export function ownRecords(
  shard: ShardPlan,
  artifacts: Artifacts,
): AsyncIterable<readonly ShardRecord[]> {
  return shard.recordsFile === undefined
    ? recordsByPosition(shard)
    : recordsIn(artifacts.read(shard.recordsFile), shard.firstOrdinal);
}

/** Records of later shards that one of the shard's requests answers too, in the order of the input, in groups. */
export async function* aliasRecords(
  shard: ShardPlan,
  artifacts: Artifacts,
): AsyncGenerator<readonly ShardRecord[]> {
  if (shard.aliases !== undefined) yield* recordsIn(artifacts.read(shard.aliases.file), 0);
}

/** How many records get their outcome from a shard. */
export function recordsAnswered({ records, aliases }: ShardPlan): number {
  return records + (aliases?.records ?? 0);
}

/** All records that get their outcome from a shard, the aliases last, in groups. */
export async function* shardRecords(
  shard: ShardPlan,
  artifacts: Artifacts,
): AsyncGenerator<readonly ShardRecord[]> {
  yield* ownRecords(shard, artifacts);
  yield* aliasRecords(shard, artifacts);
}

/** Few enough that they are gone before they cost anything. */
const GROUP = 256;

async function* recordsIn(
  chunks: AsyncIterable<Uint8Array>,
  firstOrdinal: number,
): AsyncGenerator<readonly ShardRecord[]> {
  const position = { ordinal: firstOrdinal - 1, highest: 0 };
  for await (const block of wholeLines(chunks)) {
    let group: ShardRecord[] = [];
    for (let start = 0; start < block.length;) {
      const newline = newlineAfter(block, start);
      group.push(nextRecord(textOfBytes(block, start, newline), position));
      start = newline + 1;
      if (group.length < GROUP) continue;
      yield group;
      group = [];
    }
    yield group;
  }
}

function nextRecord(line: string, position: { ordinal: number; highest: number }): ShardRecord {
  if (line.startsWith("[")) {
    const [id, ordinal, request]: readonly [string | null, number, number] = JSON.parse(line);
    position.ordinal = ordinal;
    position.highest = Math.max(position.highest, request);
    return { id: idJson(id, ordinal), ordinal, request };
  }
  position.ordinal += 1;
  position.highest += 1;
  const { ordinal, highest } = position;
  return { id: line === "null" ? idJson(null, ordinal) : line, ordinal, request: highest };
}

async function* recordsByPosition({
  firstOrdinal,
  requests,
}: ShardPlan): AsyncGenerator<readonly ShardRecord[]> {
  for (let before = 0; before < requests; before += GROUP) {
    yield Array.from({ length: Math.min(GROUP, requests - before) }, (_, index) => {
      const ordinal = firstOrdinal + before + index;
      return { id: idJson(null, ordinal), ordinal, request: before + index + 1 };
    });
  }
}

/** The position serves where there is no id. */
function idJson(id: string | null, ordinal: number): string {
  return id === null ? `"${ordinal}"` : JSON.stringify(id);
}
