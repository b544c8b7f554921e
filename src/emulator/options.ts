import type { FaultProfile } from "./faults/profile.ts";
import type { LimitOverrides } from "./limits.ts";

export interface EmulatorOptions {
  /** Where its state is kept, so that later emulators find it; without one it goes away when the emulator closes. */
  readonly directory?: string | undefined;
  /** @default a free one */
  readonly port?: number | undefined;
  /** @default the system's */
  readonly clock?: { now(): number } | undefined;
  /** How long a job is worked on, in milliseconds. @default 1000 */
  readonly workMs?: number | undefined;
  /** Share of its requests that is done when a job expires. @default as much as the time allowed for */
  readonly expiredShare?: number | undefined;
  /** What goes wrong. @default what the directory says, else nothing */
  readonly faults?: FaultProfile | undefined;
  /** @default what the services document */
  readonly limits?: LimitOverrides | undefined;
  /** Ids of models that are taken beside the known ones. */
  readonly models?: readonly string[] | undefined;
  /**
   * Whether doubtful reports about the services are taken for true. For now that is one: Google answers
   * `responseJsonSchema` in a batch with values under the wrong names (https://github.com/crmne/ruby_llm/issues/894).
   * @default false
   */
  readonly strict?: boolean | undefined;
}
