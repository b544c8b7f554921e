import { customId } from "../model/custom-id.ts";
import type { OutcomeKind, RequestError } from "../model/outcome.ts";
import type { Codec } from "../providers/provider.ts";
import type { Artifacts } from "../store/artifacts.ts";
import type { Shard, ShardPlan } from "../store/batch.ts";
import type { ByteBuffer } from "../util/byte-buffer.ts";
import type { JsonObject, JsonValue } from "../util/json.ts";
import { AliasWriters } from "./alias-writers.ts";
import { newNonce } from "./artifact-keys.ts";
import { ItemReader, linesOf } from "./line-reader.ts";
import { aliasRecords, ownRecords, type RecordWalk } from "./shard-records.ts";
import { type ShardStart, ShardWriter } from "./shard-writer.ts";
import { estimatedTokens } from "./token-estimate.ts";

/** An outcome as it stands in a shard's file. */
export interface WrittenOutcome {
  readonly kind: OutcomeKind;
  readonly attempt: number;
  readonly error?: RequestError;
  readonly answer?: JsonValue;
}

/** A request of an earlier shard. */
interface EarlierRequest {
  readonly shard: Shard;
  /** 1-based number in the shard. */
  readonly request: number;
  readonly body: JsonObject;
  /** Undefined where the shard was never collected. */
  readonly outcome: WrittenOutcome | undefined;
}

/** What is sent in place of an earlier request; nothing where it is undefined. */
export type Rewrite = (
  earlier: EarlierRequest,
) => JsonObject | undefined | Promise<JsonObject | undefined>;

export interface ResendOptions {
  readonly batchId: string;
  readonly artifacts: Artifacts;
  /** The codec that the requests were written with. */
  readonly codec: Codec;
  /** Writes the new lines; the old codec unless the requests go to another model. */
  readonly newCodec: Codec;
  /** Number of the first new shard. */
  readonly firstNumber: number;
  readonly start: Omit<ShardStart, "number" | "nonce">;
  readonly limits: { readonly requests: number; readonly bytes: number };
  readonly rewrite: Rewrite;
}

/**
 * Plans new shards from requests of earlier ones, as a stream. The records that a request answers go with it.
 *
 * Parents come in the order of the input, and only one that stands alone may have aliases: the new shards' records are in
 * the order of the input then.
 */
export async function resend(
  parents: readonly Shard[],
  options: ResendOptions,
): Promise<readonly ShardPlan[]> {
  await using resender = new Resender(options);
  for (const parent of parents) await resender.add(parent);
  return await resender.finish();
}

/** Where a request of a parent went. */
interface Placement {
  readonly shard: number;
  readonly request: number;
}

class Resender implements AsyncDisposable {
  readonly #options: ResendOptions;
  readonly #aliases: AliasWriters;
  readonly #finished: ShardPlan[] = [];
  readonly #buffers: ByteBuffer[] = [];
  readonly #superseded = new Map<number, Partial<Record<OutcomeKind, number>>>();
  #writer: ShardWriter | undefined;

  constructor(options: ResendOptions) {
    this.#options = options;
    this.#aliases = new AliasWriters(options.artifacts, options.batchId);
  }

  async add(parent: Shard): Promise<void> {
    const { artifacts, codec, rewrite } = this.#options;
    const placements = new Map<number, Placement>();
    await using lines = new ItemReader(linesOf(artifacts.read(parent.requestsFile)));
    await using outcomes = new ItemReader(linesOf(outcomesOf(parent, artifacts)));
    let highest = 0;
    for await (const record of ownRecords(parent, artifacts)) {
      while (record.next()) {
        const outcome = decodedOutcome(await outcomes.next());
        if (record.request > highest) {
          highest = record.request;
          const { body } = codec.decodeRequest(JSON.parse((await lines.next()) ?? "null"));
          const { request } = record;
          const rewritten = await rewrite({ shard: parent, request, body, outcome });
          if (rewritten !== undefined) placements.set(request, await this.#write(rewritten));
        }
        await this.#place(record, placements.get(record.request), outcome);
      }
    }
    await this.#addAliases(parent, placements);
  }

  async #addAliases(parent: Shard, placements: ReadonlyMap<number, Placement>): Promise<void> {
    const { artifacts } = this.#options;
    const file = parent.aliasOutcomesFile;
    const written = file === undefined ? NOTHING : artifacts.read(file);
    await using outcomes = new ItemReader(linesOf(written));
    for await (const record of aliasRecords(parent, artifacts)) {
      while (record.next()) {
        const outcome = decodedOutcome(await outcomes.next());
        await this.#place(record, placements.get(record.request), outcome);
      }
    }
  }

  async #write(body: JsonObject): Promise<Placement> {
    const { newCodec, limits } = this.#options;
    let writer = this.#writer ?? (await this.#nextShard());
    const line = (at: ShardWriter) =>
      `${JSON.stringify(newCodec.encodeRequest(customId(at.start.nonce, at.requests + 1), body))}\n`;
    const bytes = Buffer.byteLength(line(writer));
    const full = writer.requests >= limits.requests || writer.bytes + bytes > limits.bytes;
    if (full && writer.requests > 0) writer = await this.#nextShard();
    writer.buffer.appendText(line(writer));
    writer.countRequest(estimatedTokens(bytes));
    if (writer.full) await writer.flush();
    return { shard: writer.start.number, request: writer.requests };
  }

  async #place(
    { id, ordinal }: RecordWalk,
    placement: Placement | undefined,
    outcome: WrittenOutcome | undefined,
  ): Promise<void> {
    if (placement === undefined) return;
    const name = idOf(id, ordinal);
    if (this.#writer?.start.number === placement.shard) {
      this.#writer.addRecord(name, ordinal, placement.request);
    } else {
      await this.#aliases.add(name, ordinal, placement);
    }
    if (outcome === undefined) return;
    const kinds = this.#superseded.get(placement.shard) ?? {};
    kinds[outcome.kind] = (kinds[outcome.kind] ?? 0) + 1;
    this.#superseded.set(placement.shard, kinds);
  }

  async #nextShard(): Promise<ShardWriter> {
    await this.#finishShard();
    const { artifacts, batchId, firstNumber, start } = this.#options;
    const number = firstNumber + this.#finished.length;
    this.#writer = await ShardWriter.open(
      artifacts,
      batchId,
      { ...start, number, nonce: newNonce() },
      this.#buffers,
    );
    return this.#writer;
  }

  async #finishShard(): Promise<void> {
    if (this.#writer !== undefined) this.#finished.push(await this.#writer.finish());
    this.#writer = undefined;
  }

  async finish(): Promise<readonly ShardPlan[]> {
    await this.#finishShard();
    const shards = await this.#aliases.finish(this.#finished);
    return shards.map((shard) => ({
      ...shard,
      supersedes: this.#superseded.get(shard.number) ?? {},
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer?.[Symbol.asyncDispose]();
    await this.#aliases[Symbol.asyncDispose]();
  }
}

const NOTHING: AsyncIterable<Uint8Array> = (async function* nothing() {
  // Shards that were never collected have no outcomes.
})();

function outcomesOf({ outcomesFile }: Shard, artifacts: Artifacts): AsyncIterable<Uint8Array> {
  return outcomesFile === undefined ? NOTHING : artifacts.read(outcomesFile);
}

function decodedOutcome(line: string | undefined): WrittenOutcome | undefined {
  if (line === undefined) return undefined;
  const outcome: WrittenOutcome = JSON.parse(line);
  return outcome;
}

/** A record without a name of its own is known by its position. */
function idOf(json: string, ordinal: number): string | undefined {
  const id: string = JSON.parse(json);
  return id === String(ordinal) ? undefined : id;
}
