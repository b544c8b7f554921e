import type { JsonValue } from "../../util/json.ts";
import { isJsonObject } from "../json-value.ts";
import type { AnthropicModel } from "../models/anthropic.ts";
import { invalid, Refused } from "./errors.ts";

/** Tokens that the emulator's model thinks for at each effort. */
const THINKING: Readonly<Record<string, number>> = {
  low: 32,
  medium: 64,
  high: 128,
  xhigh: 512,
  max: 1024,
};

export const EFFORTS: readonly string[] = Object.keys(THINKING);

const LEAST_BUDGET = 1024;
const TYPES = ["adaptive", "between_tools", "disabled", "enabled"];

interface ThinkingRequest {
  readonly model: AnthropicModel;
  readonly maxTokens: number;
  readonly effort: string | undefined;
  /** Whether a tool has to be called. */
  readonly forced: boolean;
}

/**
 * How long the model thinks.
 *
 * @throws Refused for settings that the model does not take.
 */
export function readThinking(
  thinking: JsonValue | undefined,
  { model, maxTokens, effort, forced }: ThinkingRequest,
): number {
  const tokens = THINKING[effort ?? "high"] ?? 0;
  if (thinking === undefined || thinking === null)
    return model.thinksByDefault && !forced ? tokens : 0;
  if (!isJsonObject(thinking)) throw invalid("thinking", "Input should be an object");
  const { type, budget_tokens: budget } = thinking;
  if (typeof type !== "string" || !TYPES.includes(type)) {
    throw invalid("thinking.type", `Input should be ${TYPES.map((one) => `'${one}'`).join(", ")}`);
  }
  if (type === "disabled") {
    if (model.modern) throw invalid("thinking.type", `'disabled' is not supported by ${model.id}`);
    return 0;
  }
  if (type === "enabled") checkBudget(budget, model, maxTokens);
  if (forced) {
    throw new Refused(
      "invalid_request_error",
      "Thinking may not be enabled when tool_choice forces tool use.",
    );
  }
  return type === "between_tools" ? 0 : tokens;
}

function checkBudget(
  budget: JsonValue | undefined,
  model: AnthropicModel,
  maxTokens: number,
): void {
  const where = "thinking.enabled.budget_tokens";
  if (model.modern)
    throw invalid(
      where,
      `not supported by ${model.id}; use 'adaptive' thinking with output_config.effort`,
    );
  if (typeof budget !== "number") throw invalid(where, "Field required");
  if (budget < LEAST_BUDGET)
    throw invalid(where, `Input should be greater than or equal to ${LEAST_BUDGET}`);
  if (budget >= maxTokens) {
    throw new Refused(
      "invalid_request_error",
      "`max_tokens` must be greater than `thinking.budget_tokens`.",
    );
  }
}
