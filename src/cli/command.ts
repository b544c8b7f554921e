import type { Context } from "./context.ts";
import type { FlagValues } from "./flag-values.ts";

/** An option of a command, as data. */
export interface Flag {
  /** Without the dashes, such as `batch-id`. */
  readonly name: string;
  readonly short?: string | undefined;
  /** What stands for the value in the help, such as `FILE`; a flag without one is on or off. */
  readonly value?: string | undefined;
  readonly choices?: readonly string[] | undefined;
  readonly required?: boolean | undefined;
  /** For the help. */
  readonly byDefault?: string | undefined;
  readonly description: string;
}

/** A command, as data: only `cli.ts` knows the library that parses them. */
export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** More of it, for the command's own help. */
  readonly description?: string | undefined;
  readonly flags: readonly Flag[];
  /** Command lines with what they do. */
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** Gives the exit code. */
  run(context: Context, values: FlagValues): Promise<number>;
}

/** An entry of the list of commands; what it runs is loaded when it is needed. */
export interface CommandEntry {
  readonly name: string;
  readonly aliases?: readonly string[] | undefined;
  readonly summary: string;
  load(): Promise<Command>;
}
