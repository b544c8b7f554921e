/** What decides how Anthropic takes a request to a model. */
export interface AnthropicModel {
  readonly id: string;
  readonly line: string;
  /** No forced tools, no sampling, no prefill, no manual thinking, and thinking can't be switched off. */
  readonly modern: boolean;
  /** Thinks unless it is told not to. */
  readonly thinksByDefault: boolean;
  readonly structuredOutputs: boolean;
  readonly maxTokens: number;
  readonly contextTokens: number;
  /** Prompts from this many tokens on are cached where they ask for it. */
  readonly cacheableTokens: number;
}

const IDS =
  "claude-fable-5-2 claude-mythos-5-2 claude-haiku-5-5 claude-sonnet-5-5 claude-fable-5-1 claude-opus-5-5 claude-mythos-5-1 claude-sonnet-5 claude-fable-5 claude-mythos-5 claude-opus-5 claude-opus-4-8 claude-opus-4-7 claude-opus-4-6 claude-sonnet-4-6 claude-haiku-4-5 claude-opus-4-5 claude-sonnet-4-5";

/** https://platform.claude.com/docs/en/about-claude/models, migration guide of Sonnet 5.5. */
const MODERN = new Set(
  "claude-sonnet-5-5 claude-opus-5-5 claude-fable-5-1 claude-fable-5-2 claude-mythos-5-1 claude-mythos-5-2".split(
    " ",
  ),
);
const THINKING = new Set([...MODERN, "claude-sonnet-5", "claude-haiku-5-5"]);
const SMALL_CACHE = new Set(["claude-opus-5", "claude-fable-5"]);
const LARGE_CACHE = new Set(["claude-haiku-4-5", "claude-opus-4-6", "claude-opus-4-5"]);

const KNOWN = new Set(IDS.split(" "));

export const ANTHROPIC_MODELS: readonly string[] = [...KNOWN];

export function anthropicModel(id: string, extra: ReadonlySet<string>): AnthropicModel | undefined {
  const base = id.replace(/-\d{8}$/, "");
  if (!KNOWN.has(base) && !extra.has(id)) return undefined;
  return {
    id,
    line: /^claude-([a-z]+)/.exec(base)?.[1] ?? "other",
    modern: MODERN.has(base),
    thinksByDefault: THINKING.has(base),
    structuredOutputs: true,
    maxTokens: base.includes("haiku-4") ? 64_000 : 128_000,
    contextTokens: 1_000_000,
    cacheableTokens: SMALL_CACHE.has(base) ? 512 : LARGE_CACHE.has(base) ? 4096 : 1024,
  };
}
