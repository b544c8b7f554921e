/** Where a command writes. */
export interface Output {
  /** Whether a person is looking at it. */
  readonly isTerminal: boolean;
  /** Width in characters. */
  readonly columns: number;
  /** Resolves when the other side takes more. */
  write(text: string | Uint8Array): Promise<void>;
}

/** Everything of the outside that a command may touch. */
export interface Context {
  readonly out: Output;
  readonly err: Output;
  readonly input: AsyncIterable<Uint8Array>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
  readonly folder: string;
  readonly now: () => number;
}
