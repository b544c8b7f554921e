import { draw } from "../faults/draw.ts";
import type { FaultProfile, LineFault, ProviderName } from "../faults/profile.ts";
import { isLineRule, type LineRule } from "../faults/scope.ts";
import type { Strikes } from "../storage/strikes.ts";

interface Armed {
  readonly rule: LineRule;
  readonly place: number;
  readonly rate: number;
  readonly customId: RegExp | undefined;
  readonly prompt: RegExp | undefined;
}

export interface LineDrawOptions {
  readonly provider: ProviderName;
  /** The job's number; 0 for calls outside a job. */
  readonly job: number;
  readonly profile: FaultProfile;
  readonly profileId: number;
  readonly strikes: Strikes;
}

/** Which fault strikes which request of a job. */
export class LineDraws {
  readonly #rules: readonly Armed[];
  readonly #options: LineDrawOptions | undefined;

  /** @param options Undefined for a job without faults. */
  constructor(options: LineDrawOptions | undefined) {
    this.#options = options;
    this.#rules = options === undefined ? [] : armed(options);
  }

  /** The fault of the request at this position. The prompt is only made where a rule asks for it. */
  pick(position: number, customId: string, prompt: () => string): LineFault | undefined {
    for (const { rule, place, rate, customId: id, prompt: text } of this.#rules) {
      if (id !== undefined && !id.test(customId)) continue;
      if (rate < 1 && this.#draw(position, place) >= rate) continue;
      if (text !== undefined && !text.test(prompt())) continue;
      if (this.#mayStrike(rule, place, position)) return rule;
    }
    return undefined;
  }

  #draw(position: number, place: number): number {
    return draw(this.#options?.profile.seed ?? 1, this.#options?.job ?? 0, position, place);
  }

  #mayStrike({ times }: LineRule, place: number, position: number): boolean {
    if (times === undefined || this.#options === undefined) return true;
    const { strikes, profileId, job } = this.#options;
    return strikes.claim({ profile: profileId, rule: place }, `${job}:${position}`, times);
  }
}

function armed({ profile, provider, job }: LineDrawOptions): readonly Armed[] {
  return profile.rules.flatMap((rule, place) => {
    if (!isLineRule(rule)) return [];
    if (rule.provider !== undefined && rule.provider !== provider) return [];
    if (rule.job !== undefined && rule.job !== job) return [];
    return [
      {
        rule,
        place,
        rate: rule.rate ?? 1,
        customId: rule.customId === undefined ? undefined : new RegExp(rule.customId, "u"),
        prompt: rule.prompt === undefined ? undefined : new RegExp(rule.prompt, "u"),
      },
    ];
  });
}
