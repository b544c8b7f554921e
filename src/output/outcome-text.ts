import type { Issue, Outcome } from "../model/outcome.ts";
import { pathText } from "../model/path-text.ts";

/** Why a record has no valid data, in one line; empty for one that succeeded. */
export function failureText(outcome: Outcome): string {
  switch (outcome.kind) {
    case "succeeded":
      return "";
    case "invalid":
      return outcome.issues.map(issueText).join("; ");
    case "truncated":
    case "refused":
      return outcome.reason;
    case "blocked":
      return `${outcome.blocked}: ${outcome.reason}`;
    case "errored":
      return `${outcome.error.code}: ${outcome.error.message}`;
    case "expired":
      return "the provider's time ran out";
    case "cancelled":
      return "the batch was cancelled";
    case "missing":
      return "the provider gave no result";
  }
}

function issueText({ path, message }: Issue): string {
  return path.length === 0 ? message : `${pathText(path)}: ${message}`;
}
