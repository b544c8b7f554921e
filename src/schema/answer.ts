import type { Issue } from "../model/outcome.ts";
import type { JsonValue } from "../util/json.ts";
import type { CompiledModel, ResponseModel, Validation } from "./response-model.ts";

/** An answer after the response model has looked at it. */
export type Answer<Output = unknown> =
  | { readonly ok: true; readonly data: Output }
  | {
      readonly ok: false;
      /** With paths in the response model, for the user. */
      readonly issues: readonly Issue[];
      /** The same with paths and in terms of the wire, for the language model that is to mend its answer. */
      readonly reask: readonly Issue[];
    };

export interface ReadOptions {
  /**
   * The provider promised no JSON, so that a code fence or words around it are forgiven.
   *
   * @default false
   */
  readonly lenient?: boolean;
}

/**
 * Reads an answer: text, or the input of a tool as the provider parsed it. Never throws; a promise only where the model
 * has asynchronous parts. Data is only given for an answer that is whole, and that the user's own model accepts.
 */
export function readAnswer<Output>(
  model: ResponseModel<Output>,
  compiled: CompiledModel,
  answer: JsonValue,
  { lenient = false }: ReadOptions = {},
): Answer<Output> | Promise<Answer<Output>> {
  const parsed = typeof answer === "string" ? parse(answer, lenient) : { value: answer };
  if ("problem" in parsed) return refused([{ path: [], message: parsed.problem }]);
  const { value } = parsed;
  const found: Issue[] = [];
  const raised = compiled.raise(value, found);
  const validation = model.validate(raised);
  const read = (result: Validation<Output>): Answer<Output> => {
    const issues = result.ok ? found : [...found, ...result.issues];
    if (result.ok && issues.length === 0) return { ok: true, data: result.data };
    return { ok: false, issues, reask: issues.map((issue) => onWire(issue, compiled, value)) };
  };
  return validation instanceof Promise ? validation.then(read) : read(validation);
}

function refused(issues: readonly Issue[]): Answer<never> {
  return { ok: false, issues, reask: issues };
}

/** The issue where the language model finds it, with what was to be written there. */
function onWire({ path, message }: Issue, compiled: CompiledModel, answer: unknown): Issue {
  const expected = compiled.onWire(path, answer);
  return {
    path: compiled.wirePath(path, answer),
    message: expected === undefined ? message : `${message} (Write ${expected}.)`,
  };
}

type Parsed = { readonly value: unknown } | { readonly problem: string };

function parse(text: string, lenient: boolean): Parsed {
  const whole = tryParse(text);
  if (whole !== undefined) return whole;
  const inner = lenient ? (tryParse(unfenced(text)) ?? tryParse(outermost(text))) : undefined;
  return inner ?? { problem: problemOf(text) };
}

function tryParse(text: string | undefined): { readonly value: unknown } | undefined {
  if (text === undefined) return undefined;
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** What stands in the only code fence of a text. */
function unfenced(text: string): string | undefined {
  const [first, ...others] = text.matchAll(
    /^[ \t]*```(?:json|JSON|json5|jsonc)?[ \t]*\r?\n([^]*?)\r?\n?[ \t]*```[ \t]*$/gm,
  );
  return others.length === 0 ? first?.[1] : undefined;
}

/** From the first brace to the last: an object or array with words before or behind it. */
function outermost(text: string): string | undefined {
  const start = text.search(/[{[]/);
  const end = Math.max(text.lastIndexOf("}"), text.lastIndexOf("]"));
  return start === -1 || end < start ? undefined : text.slice(start, end + 1);
}

/** How much of an answer is shown in an issue. */
const SHOWN_AT_MOST = 80;

function problemOf(text: string): string {
  if (text.trim() === "") return "The answer is empty, and JSON is expected.";
  const shown = text.length > SHOWN_AT_MOST ? `${text.slice(0, SHOWN_AT_MOST)}...` : text;
  try {
    JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `The answer is no JSON: ${reason}. It begins with ${JSON.stringify(shown)}.`;
  }
  return "The answer is no JSON.";
}
