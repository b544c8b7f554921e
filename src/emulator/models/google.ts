/** What decides how Google takes a request to a model. */
export interface GoogleModel {
  readonly id: string;
  readonly thinks: boolean;
  /** Takes `thinkingBudget`; the newest take only `thinkingLevel`. */
  readonly takesBudget: boolean;
  readonly takesLevel: boolean;
  /** Whether thinking can be switched off by a budget of 0. */
  readonly canRest: boolean;
  readonly outputTokens: number;
  readonly contextTokens: number;
}

const IDS =
  "gemini-4-argon gemini-4-carbon gemini-3.8-flash gemini-3.5-flash gemini-3.5-flash-lite gemini-3.1-pro-preview gemini-3-pro-preview gemini-3-flash-preview gemini-2.5-pro gemini-2.5-flash gemini-2.5-flash-lite gemini-2.0-flash gemini-2.0-flash-lite";

const KNOWN = new Set(IDS.split(" "));

export const GOOGLE_MODELS: readonly string[] = [...KNOWN];

export function googleModel(name: string, extra: ReadonlySet<string>): GoogleModel | undefined {
  const id = name.replace(/^models\//, "");
  const base = id.replace(/-\d{3}$|-latest$/, "");
  if (!KNOWN.has(base) && !extra.has(id)) return undefined;
  const generation = Number(/^gemini-([\d.]+)/.exec(base)?.[1] ?? 3);
  return {
    id,
    thinks: generation >= 2.5,
    takesBudget: generation >= 2.5 && generation < 4,
    takesLevel: generation >= 3,
    canRest: !base.includes("-pro"),
    outputTokens: generation >= 2.5 ? 65_536 : 8192,
    contextTokens: 1_048_576,
  };
}
