import type { JsonValue } from "../../util/json.ts";
import { isJsonObject } from "../json-value.ts";
import type { GoogleModel } from "../models/google.ts";
import { invalid } from "./errors.ts";
import { membersOf } from "./members.ts";

/** Tokens that the emulator's model thinks for at each level, and where nothing is said. */
const LEVELS: Readonly<Record<string, number>> = { MINIMAL: 0, LOW: 32, MEDIUM: 64, HIGH: 128 };
const BY_DEFAULT = 64;
const MOST = 128;

const MEMBERS = new Set(["includeThoughts", "thinkingBudget", "thinkingLevel"]);

export interface Thinking {
  readonly thinkingTokens: number;
  readonly showsThoughts: boolean;
}

/** @throws Refused for settings that the model does not take. */
export function readThinking(value: JsonValue | undefined, model: GoogleModel): Thinking {
  const byDefault = model.thinks ? BY_DEFAULT : 0;
  if (value === undefined || value === null)
    return { thinkingTokens: byDefault, showsThoughts: false };
  if (!isJsonObject(value)) throw invalid("Invalid value at 'generation_config.thinking_config'.");
  const {
    includeThoughts,
    thinkingBudget: budget,
    thinkingLevel: level,
  } = membersOf(value, MEMBERS, "generation_config.thinking_config");
  if (!model.thinks) throw invalid("Thinking is not supported for this model.");
  if (budget !== undefined && level !== undefined) {
    throw invalid("You can only set only one of thinking budget and thinking level.");
  }
  return {
    thinkingTokens: byBudget(budget, model) ?? byLevel(level, model) ?? byDefault,
    showsThoughts: includeThoughts === true,
  };
}

function byBudget(budget: JsonValue | undefined, model: GoogleModel): number | undefined {
  if (budget === undefined || budget === null) return undefined;
  if (!model.takesBudget)
    throw invalid(
      "Thinking budget is not supported for this model. Please use thinking level instead.",
    );
  const tokens = Number(budget);
  if (!Number.isInteger(tokens) || tokens < -1)
    throw invalid("Invalid value at 'generation_config.thinking_config.thinking_budget'.");
  if (tokens === 0 && !model.canRest)
    throw invalid("Budget 0 is invalid. This model only works in thinking mode.");
  return tokens === -1 ? BY_DEFAULT : Math.min(tokens, MOST);
}

function byLevel(level: JsonValue | undefined, model: GoogleModel): number | undefined {
  if (level === undefined || level === null || level === "THINKING_LEVEL_UNSPECIFIED")
    return undefined;
  if (!model.takesLevel) throw invalid("Thinking level is not supported for this model.");
  const tokens = typeof level === "string" ? LEVELS[level.toUpperCase()] : undefined;
  if (tokens === undefined) {
    throw invalid(
      `Invalid value at 'generation_config.thinking_config.thinking_level' (type.googleapis.com/google.ai.generativelanguage.v1beta.ThinkingConfig.ThinkingLevel), ${JSON.stringify(level)}`,
    );
  }
  return tokens;
}
