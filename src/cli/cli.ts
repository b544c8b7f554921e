import { Command as Parser, CommanderError, Option } from "commander";
import { BatchError, UsageError } from "../errors.ts";
import type { Command, CommandEntry, Flag } from "./command.ts";
import { COMMANDS } from "./commands/index.ts";
import type { Context } from "./context.ts";
import { FlagValues } from "./flag-values.ts";
import { examplesHelp, flagHelp } from "./help.ts";
import { printable } from "./render/printable.ts";

const EXIT_FAILED = 1;
const EXIT_INTERRUPTED = 130;
const WIDEST_HELP = 100;

/** Runs a command line and gives its exit code. The only place that knows the library that parses it. */
export async function runCli(argv: readonly string[], context: Context): Promise<number> {
  const [name = "", ...rest] = argv;
  try {
    const entry = COMMANDS.find((known) => known.name === name || known.aliases?.includes(name));
    if (entry === undefined) throw unknownCommand(name);
    const command = await entry.load();
    const values = await parse(entry, command, rest, context);
    return values === "help" ? 0 : await command.run(context, values);
  } catch (error) {
    return await failed(original(error), rest.includes("--json"), context);
  }
}

/**
 * The values, unless it was the help that was asked for.
 *
 * @throws UsageError for what is no command line of the command.
 */
async function parse(
  { aliases }: CommandEntry,
  command: Command,
  argv: readonly string[],
  { out }: Context,
): Promise<FlagValues | "help"> {
  const { name, flags } = command;
  const texts: string[] = [];
  const required = flags.filter((flag) => flag.required === true);
  const parser = quietParser(`batch ${name}`, (text) => texts.push(text))
    .usage([...required.map((flag) => `--${flag.name} ${flag.value}`), "[options]"].join(" "))
    .description(command.description ?? `${command.summary}.`)
    .helpOption("-h, --help", "Show this help")
    .configureHelp({
      helpWidth: Math.min(out.columns, WIDEST_HELP),
      optionDescription: ({ description }) => description,
    })
    .addHelpText("after", examplesHelp(command, aliases));
  for (const flag of flags) parser.addOption(optionOf(flag));
  try {
    parser.parse(argv, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) {
      for (const text of texts) await out.write(text);
      return "help";
    }
    throw parserFault(error, `batch ${name} --help`);
  }
  const options = parser.opts<Record<string, unknown>>();
  const values = flags.map((flag) => [flag.name, options[memberOf(flag)]] as const);
  // The parser would complain of this before it complains of a flag that is misspelt.
  const missing = required.find((flag) => options[memberOf(flag)] === undefined);
  if (missing !== undefined) {
    throw new UsageError(
      "invalid_option",
      `--${missing.name} ${missing.value} is missing: ${missing.description}. See: batch ${name} --help`,
    );
  }
  return new FlagValues(Object.fromEntries(values));
}

function quietParser(name: string, write: (text: string) => void): Parser {
  return new Parser(name)
    .configureOutput({ writeOut: write, writeErr: () => undefined })
    .exitOverride();
}

function optionOf(flag: Flag): Option {
  const { name, short, value, choices } = flag;
  const dashes = short === undefined ? `--${name}` : `-${short}, --${name}`;
  const option = new Option(value === undefined ? dashes : `${dashes} <${value}>`, flagHelp(flag));
  return choices === undefined ? option : option.choices([...choices]);
}

/** The name that the parser gives a flag's value. */
function memberOf({ name }: Flag): string {
  return name.replace(/-(.)/g, (_dash, letter: string) => letter.toUpperCase());
}

/** The parser's own error, which has a suggestion where a known command is similar. */
function unknownCommand(name: string): unknown {
  const parser = quietParser("batch", () => undefined).helpCommand(false);
  for (const known of COMMANDS) parser.command(known.name);
  try {
    parser.parse([name], { from: "user" });
  } catch (error) {
    return parserFault(error, "batch --help");
  }
  return new UsageError("invalid_option", `There is no command "${name}". See: batch --help`);
}

/** An error of the parser as one of ours: `error: unknown option '--modle'\n(Did you mean --model?)`. */
function parserFault(error: unknown, help: string): unknown {
  if (!(error instanceof CommanderError)) return error;
  const [fault = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
  const sentence = fault.charAt(0).toUpperCase() + fault.slice(1).replace(/\.$/, "");
  const suggestion = rest.map((line) => ` ${line.replace(/^\((.*)\)$/, "$1")}`).join("");
  return new UsageError("invalid_option", `${sentence}.${suggestion} See: ${help}`, {
    cause: error,
  });
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
