import { Command as Parser, CommanderError, Option } from "commander";
import { BatchError } from "../errors.ts";
import type { Command, CommandEntry, Flag } from "./command.ts";
import { COMMANDS } from "./commands/index.ts";
import type { Context } from "./context.ts";
import { FlagValues } from "./flag-values.ts";
import { topLevelHelp } from "./help.ts";
import { printable } from "./render/printable.ts";

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const EXIT_INTERRUPTED = 130;

/** Runs a command line and gives its exit code. The only place that knows the library that parses it. */
export async function runCli(argv: readonly string[], context: Context): Promise<number> {
  const [name = "", ...rest] = argv;
  const entry = COMMANDS.find((known) => known.name === name || known.aliases?.includes(name));
  if (entry === undefined) return await unknownCommand(name, context);
  const command = await entry.load();
  try {
    const values = await parse(entry, command, rest, context);
    return typeof values === "number" ? values : await command.run(context, values);
  } catch (error) {
    return await failed(original(error), rest.includes("--json"), context);
  }
}

/** The values, or the exit code where there is nothing to run. */
async function parse(
  { aliases }: CommandEntry,
  command: Command,
  argv: readonly string[],
  { out, err }: Context,
): Promise<FlagValues | number> {
  const parser = new Parser(`batch ${command.name}`);
  const texts: string[] = [];
  const faults: string[] = [];
  parser
    .description(command.description ?? `${command.summary}.`)
    .configureHelp({ helpWidth: Math.min(out.columns, 100), sortOptions: false })
    .configureOutput({
      writeOut: (text) => texts.push(text),
      writeErr: (text) => faults.push(text),
    })
    .showHelpAfterError(`Try: batch ${command.name} --help`)
    .addHelpText("after", examplesOf(command, aliases))
    .exitOverride();
  for (const flag of command.flags) parser.addOption(optionOf(flag));
  try {
    parser.parse(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    for (const text of texts) await out.write(text);
    for (const text of faults) await err.write(text);
    return error.exitCode === 0 ? 0 : EXIT_USAGE;
  }
  const options = parser.opts<Record<string, unknown>>();
  return new FlagValues(
    Object.fromEntries(command.flags.map((flag) => [flag.name, options[memberOf(flag)]])),
  );
}

function optionOf({ name, short, value, choices, required, byDefault, description }: Flag): Option {
  const dashes = short === undefined ? `--${name}` : `-${short}, --${name}`;
  const text = byDefault === undefined ? description : `${description} (default: ${byDefault})`;
  const option = new Option(value === undefined ? dashes : `${dashes} <${value}>`, text);
  if (choices !== undefined) option.choices([...choices]);
  return option.makeOptionMandatory(required ?? false);
}

/** The name that the parser gives a flag's value. */
function memberOf({ name }: Flag): string {
  return name.replace(/-(.)/g, (_dash, letter: string) => letter.toUpperCase());
}

function examplesOf({ examples }: Command, aliases: readonly string[] = []): string {
  const lines = examples.map(([command, what]) => `  ${what}:\n    ${command}`);
  const also = aliases.length === 0 ? "" : `\nAlso called: ${aliases.join(", ")}\n`;
  return `${also}\nExamples:\n${lines.join("\n")}`;
}

async function unknownCommand(name: string, { err }: Context): Promise<number> {
  await err.write(`There is no command "${printable(name)}".\n\n${topLevelHelp()}`);
  return EXIT_USAGE;
}

/** The first of two faults, where closing up failed after something else had. */
function original(error: unknown): unknown {
  return error instanceof SuppressedError ? original(error.suppressed) : error;
}

async function failed(
  error: unknown,
  asJson: boolean,
  { out, err, signal }: Context,
): Promise<number> {
  if (signal.aborted && !(error instanceof BatchError)) return EXIT_INTERRUPTED;
  if (!(error instanceof BatchError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    await err.write(`batch: this should not have happened.\n${text}\n`);
    return EXIT_FAILED;
  }
  if (asJson) {
    const { code, message } = error;
    await out.write(`${JSON.stringify({ error: { code, message } })}\n`);
  }
  await err.write(`batch: ${printable(error.message)}\n`);
  return error.exitCode;
}
