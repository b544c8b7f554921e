/** Tokens of one request, in one meaning for all providers. */
export interface Usage {
  /** Everything that was read, cached or not. */
  readonly inputTokens: number;
  /** Everything that was written, thinking included. */
  readonly outputTokens: number;
  /** Part of `inputTokens` that was read from a cache. */
  readonly cachedInputTokens?: number | undefined;
  /** Part of `inputTokens` that was written to a cache. */
  readonly cacheWriteTokens?: number | undefined;
  /** Part of `outputTokens` that was thinking. */
  readonly reasoningTokens?: number | undefined;
}
