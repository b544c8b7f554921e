import type { FaultProfile } from "./profile.ts";

/** Most of what goes wrong at the services, a few per cent each: a correct client gets through it. */
const chaos: FaultProfile = {
  seed: 20_241_120,
  rules: [
    { fault: "rate_limit", rate: 0.04, retryAfterMs: 200 },
    { fault: "server_error", rate: 0.03 },
    { fault: "server_error", when: "after", rate: 0.03, route: "^POST" },
    { fault: "overloaded", rate: 0.02 },
    { fault: "reset", rate: 0.02 },
    { fault: "reset", when: "after", rate: 0.02, route: "^POST" },
    { fault: "drop_upload", rate: 0.03, afterBytes: 2048 },
    { fault: "drop_download", rate: 0.08, afterBytes: 4096 },
    { fault: "token_limit_exceeded", rate: 0.03 },
    { fault: "job_expired", rate: 0.03, done: 0.7 },
    { fault: "unknown_state", rate: 0.05 },
    { fault: "empty_error_file_id", rate: 0.1 },
    { fault: "late_results", rate: 0.1, polls: 2 },
    { fault: "shuffled_lines", rate: 0.5 },
    { fault: "blank_lines", rate: 0.1 },
    { fault: "crlf_lines", rate: 0.05 },
    { fault: "doubled_final_newline", rate: 0.1 },
    { fault: "no_final_newline", rate: 0.1 },
    { fault: "status_errors", rate: 0.3 },
    { fault: "refusal", rate: 0.01 },
    { fault: "truncation", rate: 0.02 },
    { fault: "safety_block", rate: 0.01 },
    { fault: "prompt_block", rate: 0.01 },
    { fault: "invalid_json", rate: 0.02 },
    { fault: "schema_break", rate: 0.02 },
    { fault: "enum_case", rate: 0.03 },
    { fault: "fenced_json", rate: 0.03 },
    { fault: "wrapped_json", rate: 0.01 },
    { fault: "empty_answer", rate: 0.01 },
    { fault: "thoughts", rate: 0.03 },
    { fault: "request_rate_limited", rate: 0.02 },
    { fault: "request_failed", rate: 0.02 },
    { fault: "request_overloaded", rate: 0.02 },
    { fault: "status_zero", rate: 0.01 },
    { fault: "request_expired", rate: 0.02 },
    { fault: "unknown_result", rate: 0.01 },
    { fault: "missing_line", rate: 0.02 },
    { fault: "doubled_line", rate: 0.02 },
    { fault: "foreign_line", rate: 0.01 },
    { fault: "malformed_line", rate: 0.01 },
  ],
};

/** Ready-made profiles by name. */
export const faultProfiles: ReadonlyMap<string, FaultProfile> = new Map([
  ["none", { rules: [] }],
  ["chaos", chaos],
]);
