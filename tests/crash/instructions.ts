/** A call of the store or of a transport, by its name: `store.admit`, `transport.submit`, `artifacts.commit`. */
export interface Step {
  readonly call: string;
  readonly when: "before" | "after";
  /** Which of these calls, from 1. */
  readonly nth: number;
}

/** What a process under test is told to do. */
export interface Instructions {
  readonly store: string;
  readonly baseUrl: string;
  /** As in `openai/gpt-4o-mini`. */
  readonly model: string;
  readonly flags: Readonly<Record<string, string>>;
  readonly input: string;
  readonly maxRequestsPerJob: number;
  readonly leaseMs: number;
  /** Where the process stops, and what stops it: `SIGKILL`, or `SIGSTOP` to go on later. */
  readonly stop?: { readonly at: Step; readonly signal: "SIGKILL" | "SIGSTOP" } | undefined;
}
