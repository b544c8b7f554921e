import type { Provider, ProviderOptions, RequestSettings } from "../../src/providers/provider.ts";
import type { TestEmulator } from "../support/emulated.ts";

/** A provider under test, and what it can't do, as data. */
export interface ProviderUnderTest {
  readonly model: string;
  readonly flags?: Readonly<Record<string, string>>;
  readonly create: (options: ProviderOptions) => Promise<Provider>;
  readonly keyVariable: string;
  readonly baseUrl: (emulator: TestEmulator) => string;
  readonly settings: Pick<RequestSettings, "output">;
  /** A regular expression on the route of the create. */
  readonly createRoute: string;
  /** The route of the list of jobs. */
  readonly listRoute: string;
  /** Whether requests are uploaded as a file before the create. */
  readonly uploads: boolean;
  /** When a lost create can be found: at once by a mark on the job, or only by its results. */
  readonly found: "at_once" | "when_ended";
  /** Whether finished requests of a cancelled job are kept. */
  readonly keepsCancelled: boolean;
  /** Whether jobs themselves can be deleted. */
  readonly deletesJobs: boolean;
  /** Whether a job says how many requests are done while it is under way. */
  readonly countsProgress: boolean;
}
