import type { Pattern } from "./sketch.ts";

const expressions = new WeakMap<Pattern, { readonly expression: RegExp | undefined }>();

/** Whether the pattern occurs in the text. A pattern that the engine here doesn't understand occurs everywhere. */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  let known = expressions.get(pattern);
  if (known === undefined) {
    known = { expression: expressionOf(pattern) };
    expressions.set(pattern, known);
  }
  return known.expression?.test(text) ?? true;
}

/**
 * The pattern without state between tests; undefined for what is none. JSON Schema wants Unicode mode; much of what is
 * written predates it.
 */
export function expressionOf({ source, flags }: Pattern): RegExp | undefined {
  const stateless = flags.replaceAll(/[gy]/g, "");
  const mended = withScopedFlags(source);
  if (/[uv]/.test(stateless)) return compile(mended, stateless);
  return compile(mended, `${stateless}u`) ?? compile(mended, stateless);
}

/** Flags in front of a pattern, which JavaScript only knows around a group. */
function withScopedFlags(source: string): string {
  const [, flags, rest] = /^\(\?([ims]+)\)([^]*)$/.exec(source) ?? [];
  return flags === undefined || rest === undefined ? source : `(?${flags}:${rest})`;
}

function compile(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

/** What engines lack or read differently: lookaround, named groups, flags, backreferences, boundaries, properties. */
const ADVANCED = /\(\?(?!:)|\\[bB1-9kpPc]|[*+?}]\+/;
const MOST_REPETITIONS = 1000;

/**
 * The pattern in the plain syntax that every provider's engine knows, with the same meaning; undefined where it needs
 * more than that syntax has.
 */
export function plainPattern({ source, flags }: Pattern): string | undefined {
  if (/[imsv]/.test(flags) || ADVANCED.test(source)) return undefined;
  for (const [, from = "0", to] of source.matchAll(/\{(\d+)(?:,(\d*))?\}/g)) {
    if (Number(from) > MOST_REPETITIONS || Number(to ?? 0) > MOST_REPETITIONS) return undefined;
  }
  if (compile(source, "u") !== undefined) return source;
  const plain = withoutIdleEscapes(source);
  return compile(source, "") !== undefined && compile(plain, "u") !== undefined ? plain : undefined;
}

/** Escapes of characters that mean themselves are errors in Unicode mode, as are loose brackets in a class. */
function withoutIdleEscapes(source: string): string {
  let inClass = false;
  return source.replaceAll(/\\([^])|[[\]]/g, (match, escaped: string | undefined) => {
    if (escaped !== undefined) {
      const needed = inClass ? /[\\\]^\-[dDsSwWnrtvfxu0]/ : /[\^$\\.*+?()[\]{}|/dDsSwWnrtvfxu0]/;
      return needed.test(escaped) ? match : escaped;
    }
    if (match === "[" && !inClass) inClass = true;
    else if (match === "]") inClass = false;
    return match;
  });
}
