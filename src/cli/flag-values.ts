import ms from "ms";
import { UsageError } from "../errors.ts";
import { isJsonObject, type JsonObject } from "../util/json.ts";

/** What was given on the command line, read by name. */
export class FlagValues {
  readonly #values: Readonly<Record<string, unknown>>;

  /** @param values By the flags' names, as texts and booleans. */
  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  on(name: string): boolean {
    return this.#values[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === "string" ? value : undefined;
  }

  /** For flags that the parser has insisted on. */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new UsageError("invalid_option", `--${name} is missing.`);
    return value;
  }

  /** @throws UsageError for anything but a number that the test accepts. */
  number(name: string, wanted: string, accepts: (value: number) => boolean): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (Number.isNaN(value) || !accepts(value)) {
      throw new UsageError("invalid_option", `--${name} takes ${wanted}, and not "${text}".`);
    }
    return value;
  }

  positiveInteger(name: string): number | undefined {
    return this.number(
      name,
      "a whole number from 1 on",
      (value) => Number.isInteger(value) && value >= 1,
    );
  }

  /** One of the choices, which the parser has checked. */
  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const text = this.text(name);
    return choices.find((choice) => choice === text);
  }

  /** A time span such as `90s`, `15m` or `36h`, in milliseconds. */
  duration(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    // The library's type lists what it understands; what it does not gives NaN or undefined.
    const value: unknown = /^\d/.test(text) ? ms(text as ms.StringValue) : undefined; // eslint-disable-line typescript/no-unsafe-type-assertion -- see above
    if (typeof value !== "number" || Number.isNaN(value)) {
      throw new UsageError(
        "invalid_option",
        `--${name} takes a time such as 90s, 15m or 36h, and not "${text}".`,
      );
    }
    return value;
  }

  json(name: string): JsonObject | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    try {
      const value: unknown = JSON.parse(text);
      if (isJsonObject(value)) return value;
    } catch {
      // Said below, for both.
    }
    throw new UsageError("invalid_option", `--${name} takes a JSON object such as '{"seed": 1}'.`);
  }
}
