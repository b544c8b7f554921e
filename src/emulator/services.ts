import type { EmulatorClock } from "./clock.ts";
import type { FaultDesk } from "./faults/desk.ts";
import type { Crew } from "./jobs/crew.ts";
import type { Limits } from "./limits.ts";
import type { Calls } from "./storage/calls.ts";
import type { Database } from "./storage/database.ts";
import type { Files } from "./storage/files.ts";
import type { Folder } from "./storage/folder.ts";
import type { Jobs } from "./storage/jobs.ts";

/** What the routes work with. */
export interface Services {
  readonly database: Database;
  readonly folder: Folder;
  readonly files: Files;
  readonly jobs: Jobs;
  readonly calls: Calls;
  readonly clock: EmulatorClock;
  readonly faults: FaultDesk;
  readonly crew: Crew;
  readonly limits: Limits;
  /** Model ids that are taken beside the known ones. */
  readonly models: ReadonlySet<string>;
  readonly workMs: number;
  readonly expiredShare: number | undefined;
  readonly strict: boolean;
  /** Where the emulator is reached. */
  readonly url: () => string;
}
