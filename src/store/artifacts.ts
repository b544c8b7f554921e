/** A file beside the store's rows, complete and never changed again. */
export interface ArtifactInfo {
  readonly key: string;
  readonly bytes: number;
  /** Lines, each with its newline. */
  readonly lines: number;
  /** Checksum of the content: against a disk that lost bytes, not against people. */
  readonly crc32: number;
}

export interface ArtifactWriter extends AsyncDisposable {
  /** Bytes written so far. */
  readonly bytes: number;
  /** The chunk may be used again once this resolves. */
  write(chunk: Uint8Array): Promise<void>;
  /** Makes the artifact durable and visible under its key. */
  commit(lines: number): Promise<ArtifactInfo>;
}

export interface CreateOptions {
  /**
   * Whether whoever makes the artifact also reads and removes it, so that it need not outlive a power cut: nothing waits
   * for the disk.
   *
   * @default false
   */
  readonly temporary?: boolean;
}

/** Where a batch's files are kept. Keys are relative paths; the layer that names them gives each a new name, so none is replaced. */
export interface Artifacts {
  /** Where the artifacts are files on disk that other threads can open: the folder that keys are relative to. */
  readonly folder?: string;
  /** An artifact that is disposed of before it is committed leaves nothing behind. */
  create(key: string, options?: CreateOptions): Promise<ArtifactWriter>;
  /**
   * The content in chunks, each valid until the next is asked for.
   *
   * @throws StoreError at the end where it is not what was written.
   */
  read(artifact: ArtifactInfo): AsyncIterable<Uint8Array>;
  /** @throws StoreError where the content is not what was written. */
  verify(artifact: ArtifactInfo): Promise<void>;
  /**
   * The content in chunks, without a look at the checksum. A chunk is the caller's, to be changed too, until the next but
   * one is asked for: so a network can take one while it asks for another.
   *
   * @param start The first byte. @default 0
   */
  chunks(artifact: ArtifactInfo, start?: number): AsyncIterable<Uint8Array>;
  /** Removes all artifacts whose key starts with the prefix and is not kept. */
  remove(prefix: string, options?: { readonly keep?: ReadonlySet<string> }): Promise<void>;
}
