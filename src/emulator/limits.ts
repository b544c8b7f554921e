import type { ProviderName } from "./faults/profile.ts";

/** What the services take at most. */
export interface OpenaiLimits {
  readonly requestsPerJob: number;
  readonly bytesPerJob: number;
  readonly fileBytes: number;
  /** Tokens of the prompts of all jobs that are not done, per model. The services' own figures depend on the account. */
  readonly enqueuedTokens: number;
  /** Creates in an hour. */
  readonly jobsPerHour: number;
}

interface AnthropicLimits {
  readonly requestsPerJob: number;
  readonly bytesPerJob: number;
  /** Requests of all jobs that are not done. */
  readonly queuedRequests: number;
}

interface GoogleLimits {
  readonly inlineBytes: number;
  readonly fileBytes: number;
  readonly concurrentJobs: number;
  readonly enqueuedTokens: number;
}

export interface Limits {
  readonly openai: OpenaiLimits;
  readonly anthropic: AnthropicLimits;
  readonly google: GoogleLimits;
}

/** Overrides of the limits, so that tests can reach them. */
export interface LimitOverrides {
  readonly openai?: Partial<OpenaiLimits> | undefined;
  readonly anthropic?: Partial<AnthropicLimits> | undefined;
  readonly google?: Partial<GoogleLimits> | undefined;
}

const MEGABYTE = 1_000_000;

const DOCUMENTED: Limits = {
  // https://platform.openai.com/docs/api-reference/batch/create and /files/create
  openai: {
    requestsPerJob: 50_000,
    bytesPerJob: 200 * MEGABYTE,
    fileBytes: 512 * MEGABYTE,
    enqueuedTokens: Infinity,
    jobsPerHour: 2000,
  },
  // https://platform.claude.com/docs/en/build-with-claude/batch-processing
  anthropic: {
    requestsPerJob: 100_000,
    bytesPerJob: 256 * MEGABYTE,
    queuedRequests: Infinity,
  },
  // https://ai.google.dev/gemini-api/docs/batch-api and /rate-limits
  google: {
    inlineBytes: 20 * MEGABYTE,
    fileBytes: 2000 * MEGABYTE,
    concurrentJobs: 100,
    enqueuedTokens: Infinity,
  },
};

export function limitsOf(overrides: LimitOverrides = {}): Limits {
  return {
    openai: { ...DOCUMENTED.openai, ...overrides.openai },
    anthropic: { ...DOCUMENTED.anthropic, ...overrides.anthropic },
    google: { ...DOCUMENTED.google, ...overrides.google },
  };
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** After how long a job expires. */
export const WINDOWS: Readonly<Record<ProviderName, number>> = {
  openai: DAY,
  anthropic: DAY,
  google: 2 * DAY,
};

/** Files with purpose `batch` from their upload on, and output files from the job's end on. */
export const OPENAI_FILE_RETENTION: number = 30 * DAY;
/** Results, from the job's creation on. */
export const ANTHROPIC_RESULT_RETENTION: number = 29 * DAY;
/** Uploads. How long output files are kept, Google does not say: the emulator keeps them. */
export const GOOGLE_FILE_RETENTION: number = 2 * DAY;

export const ONE_HOUR: number = HOUR;
