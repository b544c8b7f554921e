import type { ByteBuffer } from "../util/byte-buffer.ts";

/**
 * The buffers in which shards are collected. One shard at a time has them: a second one would be no faster, since there
 * is one thread, and goes on where the first waits for the disk to take its files.
 */
export class CollectBuffers {
  /** Buffers that one shard leaves to the next. */
  readonly free: ByteBuffer[] = [];
  #last: Promise<void> = Promise.resolve();

  /** Waits for those who asked before; what it gives is disposed of when the buffers are free again. */
  async take(): Promise<Disposable> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    return { [Symbol.dispose]: resolve };
  }
}
