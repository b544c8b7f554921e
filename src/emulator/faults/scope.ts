import type {
  CallFault,
  FaultName,
  FaultRule,
  FaultSelector,
  JobFault,
  LineFault,
} from "./profile.ts";

export type CallRule = FaultSelector & CallFault;
export type JobRule = FaultSelector & JobFault;
export type LineRule = FaultSelector & LineFault;

const CALL_FAULTS: ReadonlySet<FaultName> = new Set<CallFault["fault"]>([
  "rate_limit",
  "server_error",
  "overloaded",
  "reset",
  "hang",
  "redirect",
  "drop_upload",
  "drop_download",
  "slow_body",
]);

const JOB_FAULTS: ReadonlySet<FaultName> = new Set<JobFault["fault"]>([
  "job_failed",
  "token_limit_exceeded",
  "job_expired",
  "job_cancelled",
  "unknown_state",
  "all_failed",
  "empty_error_file_id",
  "late_results",
  "inline_for_file",
  "status_errors",
  "foreign_results_host",
  "lagging_list",
  "shuffled_lines",
  "blank_lines",
  "crlf_lines",
  "doubled_final_newline",
  "no_final_newline",
]);

export function isCallRule(rule: FaultRule): rule is CallRule {
  return CALL_FAULTS.has(rule.fault);
}

export function isJobRule(rule: FaultRule): rule is JobRule {
  return JOB_FAULTS.has(rule.fault);
}

export function isLineRule(rule: FaultRule): rule is LineRule {
  return !isCallRule(rule) && !isJobRule(rule);
}
