import { UsageError } from "../errors.ts";
import type { Tuning } from "./engine.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The times that the environment sets, for the command line and for programs. */
export function tuningFromEnv(env: Environment): Partial<Tuning> {
  const reconcileGraceMs = millisecondsIn(env, "BATCH_RECONCILE_GRACE_MS");
  const pollMs = millisecondsIn(env, "BATCH_POLL_MS");
  return {
    ...(reconcileGraceMs === undefined ? {} : { reconcileGraceMs }),
    ...(pollMs === undefined ? {} : { pollMs }),
  };
}

/** @throws UsageError for what is no time. */
export function millisecondsIn(env: Environment, name: string): number | undefined {
  const text = env[name];
  if (text === undefined || text === "") return undefined;
  const value = Number(text);
  if (!(value >= 0)) {
    throw new UsageError("invalid_option", `${name} takes milliseconds, and not "${text}".`);
  }
  return value;
}
