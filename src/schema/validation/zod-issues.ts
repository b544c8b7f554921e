import type { Issue } from "../../model/outcome.ts";
import { isObject } from "../../util/json.ts";

/** An issue as zod 3 and zod 4 have it. */
interface ZodIssue {
  readonly path: readonly unknown[];
  readonly message: string;
  /** What each branch of a union had to say. */
  readonly branches: readonly (readonly ZodIssue[])[];
}

/** The issues of a failed parse; those of a union are its nearest branch's. */
export function issuesOfZod(error: unknown): readonly Issue[] {
  const issues: unknown = isObject(error) ? error["issues"] : undefined;
  if (!Array.isArray(issues) || issues.length === 0) {
    return [{ path: [], message: "The model refused the value without a reason." }];
  }
  return issues.map(readIssue).flatMap((issue) => flatten(issue, []));
}

function readIssue(issue: unknown): ZodIssue {
  if (!isObject(issue)) return { path: [], message: String(issue), branches: [] };
  const { path, message, errors, unionErrors } = issue;
  // zod 4 lists issues per branch, zod 3 an error per branch.
  const lists = (
    Array.isArray(errors) ? errors : Array.isArray(unionErrors) ? unionErrors : []
  ).map((branch: unknown) => (isObject(branch) ? branch["issues"] : branch));
  return {
    path: Array.isArray(path) ? path : [],
    message: typeof message === "string" ? message : "Invalid.",
    branches: lists.filter(Array.isArray).map((branch) => branch.map(readIssue)),
  };
}

function flatten(issue: ZodIssue, above: readonly (string | number)[]): readonly Issue[] {
  const path = [...above, ...issue.path.map(stepOf)];
  const nearest = issue.branches.toSorted(
    (a, b) => depthOf(b) - depthOf(a) || a.length - b.length,
  )[0];
  if (nearest === undefined || nearest.length === 0) return [{ path, message: issue.message }];
  if (depthOf(nearest) > 0) return nearest.flatMap((one) => flatten(one, path));
  const reasons = issue.branches.flatMap((branch) => branch.map(({ message }) => message));
  return [{ path, message: `${issue.message} (${[...new Set(reasons)].join("; ")})` }];
}

function depthOf(issues: readonly ZodIssue[]): number {
  return Math.max(0, ...issues.map(({ path }) => path.length));
}

function stepOf(step: unknown): string | number {
  return typeof step === "number" ? step : String(step);
}
