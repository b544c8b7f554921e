import type { Inspector } from "../jobs/trade.ts";
import { isJsonObject, parseJson } from "../json-value.ts";
import { tokensOf } from "../model/tokens.ts";
import type { Inspection, InspectionError } from "../storage/job.ts";
import { IdSet } from "../stream/id-set.ts";

const MEMBERS = new Set(["key", "request", "metadata"]);

/** Reads the lines of a job; the first that is wrong fails the job. What the requests say is seen one by one later. */
export class GoogleInspector implements Inspector {
  readonly #keys = new IdSet();
  #error: InspectionError | undefined;
  #requests = 0;
  #tokens = 0;

  line(text: string, position: number): void {
    if (text.trim() === "") return;
    this.#requests += 1;
    this.#tokens += tokensOf(text.length);
    if (this.#error !== undefined) return;
    const problem = this.#problem(text);
    if (problem !== undefined) {
      const line = position + 1;
      this.#error = {
        code: "INVALID_ARGUMENT",
        line,
        message: `Line ${line} of the input: ${problem}`,
      };
    }
  }

  #problem(text: string): string | undefined {
    const line = parseJson(text);
    if (!isJsonObject(line)) return "it is not a JSON object.";
    const unknown = Object.keys(line).find((name) => !MEMBERS.has(name));
    if (unknown !== undefined) return `Unknown name "${unknown}": Cannot find field.`;
    if (!isJsonObject(line["request"])) return "request is not specified.";
    const { key } = line;
    if (typeof key === "string" && !this.#keys.add(key))
      return `the key '${key}' is used more than once.`;
    return undefined;
  }

  finish(): Inspection {
    const empty: InspectionError = {
      code: "INVALID_ARGUMENT",
      line: 0,
      message: "The input holds no requests.",
    };
    const error = this.#requests === 0 ? empty : this.#error;
    return {
      requests: this.#requests,
      tokens: this.#tokens,
      errors: error === undefined ? [] : [error],
    };
  }
}
