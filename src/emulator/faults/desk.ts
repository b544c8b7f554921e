import { LineDraws } from "../jobs/line-draws.ts";
import type { Job } from "../storage/job.ts";
import type { Settings } from "../storage/settings.ts";
import type { Strikes } from "../storage/strikes.ts";
import { draw } from "./draw.ts";
import type { FaultProfile, JobFault, ProviderName } from "./profile.ts";
import { isCallRule, isJobRule, type CallRule } from "./scope.ts";

const CURRENT = "profile";
const NO_FAULTS: FaultProfile = { rules: [] };

/** Tells draws for jobs from those for calls. */
const JOB_DRAW = 1;
const CALL_DRAW = 2;

interface Current {
  readonly id: number;
  readonly profile: FaultProfile;
}

/** Keeps the fault profiles, and decides what strikes. */
export class FaultDesk {
  readonly #settings: Settings;
  readonly #strikes: Strikes;
  readonly #parsed = new Map<number, FaultProfile>();

  constructor(settings: Settings, strikes: Strikes) {
    this.#settings = settings;
    this.#strikes = strikes;
  }

  /** Puts a profile in force for all processes of the directory. Jobs keep the one that they were accepted under. */
  set(profile: FaultProfile): void {
    const id = this.#strikes.addProfile(JSON.stringify(profile));
    this.#parsed.set(id, profile);
    this.#settings.set(CURRENT, id);
  }

  async current(): Promise<Current> {
    const id = this.#settings.number(CURRENT);
    return { id, profile: await this.#load(id) };
  }

  async #load(id: number): Promise<FaultProfile> {
    const known = this.#parsed.get(id);
    if (known !== undefined) return known;
    const text = this.#strikes.profile(id);
    if (text === undefined) return NO_FAULTS;
    // Only a profile that another process stored has to be read, which is rare: its reader is not loaded before.
    const { parseFaultProfile } = await import("./parse.ts");
    const profile = parseFaultProfile(JSON.parse(text));
    this.#parsed.set(id, profile);
    return profile;
  }

  /** The faults of a job that is about to be accepted. */
  jobFaults({ id, profile }: Current, provider: ProviderName, job: number): readonly JobFault[] {
    return profile.rules.flatMap((rule, place) => {
      if (!isJobRule(rule)) return [];
      const { rate = 1, times } = rule;
      if (rule.provider !== undefined && rule.provider !== provider) return [];
      if (rule.job !== undefined && rule.job !== job) return [];
      if (rate < 1 && draw(profile.seed ?? 1, JOB_DRAW, job, place) >= rate) return [];
      const key = { profile: id, rule: place };
      if (times !== undefined && !this.#strikes.claim(key, `job ${job}`, times)) return [];
      return [rule];
    });
  }

  /** The fault of a call, among those that `applies` lets through. */
  async callFault(
    { provider, route }: { readonly provider: ProviderName; readonly route: string },
    applies: (rule: CallRule) => boolean,
  ): Promise<CallRule | undefined> {
    const { id, profile } = await this.current();
    for (const [place, rule] of profile.rules.entries()) {
      if (!isCallRule(rule) || !applies(rule)) continue;
      if (rule.provider !== undefined && rule.provider !== provider) continue;
      if (rule.route !== undefined && !new RegExp(rule.route, "u").test(route)) continue;
      const key = { profile: id, rule: place };
      const occasion = this.#strikes.nextOccasion(key);
      const { rate = 1, times, skip = 0 } = rule;
      if (occasion < skip) continue;
      if (rate < 1 && draw(profile.seed ?? 1, CALL_DRAW, occasion, place) >= rate) continue;
      if (times !== undefined && !this.#strikes.claim(key, `call ${occasion}`, times)) continue;
      return rule;
    }
    return undefined;
  }

  /** What strikes the requests of a job. */
  async drawsOf({ number, provider, accepted }: Job): Promise<LineDraws> {
    if (accepted.profile === undefined) return new LineDraws(undefined);
    const profile = await this.#load(accepted.profile);
    return new LineDraws({
      provider,
      job: number,
      profile,
      profileId: accepted.profile,
      strikes: this.#strikes,
    });
  }
}
