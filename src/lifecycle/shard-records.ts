import type { ShardPlan } from "../store/batch.ts";
import type { Artifacts } from "../store/artifacts.ts";
import { forEachLine, wholeLines } from "../util/lines.ts";

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

/** The records of a shard in the order of the input, in groups. */
export async function* shardRecords(
  shard: ShardPlan,
  artifacts: Artifacts,
): AsyncGenerator<readonly ShardRecord[]> {
  if (shard.recordsFile === undefined) yield* recordsByPosition(shard);
  else yield* recordsIn(artifacts.read(shard.recordsFile), shard.firstOrdinal);
  if (shard.aliasesFile !== undefined) {
    yield* recordsIn(artifacts.read(shard.aliasesFile), shard.firstOrdinal);
  }
}

async function* recordsIn(
  chunks: AsyncIterable<Uint8Array>,
  firstOrdinal: number,
): AsyncGenerator<readonly ShardRecord[]> {
  let ordinal = firstOrdinal - 1;
  let highest = 0;
  for await (const block of wholeLines(chunks)) {
    const group: ShardRecord[] = [];
    forEachLine(block, (start, end) => {
      const line = block.toString("utf8", start, end);
      if (line.startsWith("[")) {
        const [id, place, request]: readonly [string | null, number, number] = JSON.parse(line);
        ordinal = place;
        highest = Math.max(highest, request);
        group.push({ id: idJson(id, ordinal), ordinal, request });
        return;
      }
      ordinal += 1;
      highest += 1;
      group.push({ id: line === "null" ? idJson(null, ordinal) : line, ordinal, request: highest });
    });
    yield group;
  }
}

const GROUP = 4_096;

function* recordsByPosition({
  firstOrdinal,
  requests,
}: ShardPlan): Generator<readonly ShardRecord[]> {
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
