import type { Command, Flag } from "./command.ts";
import { COMMANDS } from "./commands/index.ts";

const NAME_WIDTH = 18;
const INDENT = "    ";
/** Where a command line of an example goes on in the next line. */
const EXAMPLE_WIDTH = 76;

/** The help without a command. Made without loading any command, so that it shows at once. */
export function topLevelHelp(): string {
  const commands = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(NAME_WIDTH)}${summary}`);
  return `Typed records from any number of documents, at half the price: through the batch
APIs of OpenAI, Anthropic and Google.

Usage: batch <command> [options]

Commands:
${commands.join("\n")}

Try it without a key, with schemas/user.ts and people.jsonl of your own:
  batch create --emulate --model openai/gpt-4o-mini --response-model User \\
    --input people.jsonl --wait
  batch results --batch-id latest

Options:
  -h, --help        Show this help, or that of a command
  -V, --version     Show the version

Every command takes --json. "batch <command> --help" tells the rest.
`;
}

/** What the help says of a flag: what it is for, then what it takes. */
export function flagHelp({ description, choices, byDefault }: Flag): string {
  const facts = [
    ...(choices === undefined ? [] : [choices.join(", ")]),
    ...(byDefault === undefined ? [] : [`default: ${byDefault}`]),
  ];
  return facts.length === 0 ? description : `${description} (${facts.join("; ")})`;
}

/** The examples at the end of a command's help. */
export function examplesHelp({ examples }: Command, aliases: readonly string[] = []): string {
  const lines = examples.map(([command, what]) => `  ${what}:\n${INDENT}${folded(command)}`);
  const also = aliases.length === 0 ? "" : `\nAlso called: ${aliases.join(", ")}\n`;
  return `${also}\nExamples:\n${lines.join("\n")}`;
}

/** A long command line on several lines, as a shell takes them; it is only broken before a flag. */
function folded(command: string): string {
  const [first = "", ...flags] = command.split(/ (?=--?[a-z])/);
  const lines = [first];
  for (const flag of flags) {
    const line = `${lines.at(-1)} ${flag}`;
    if (line.length + INDENT.length <= EXAMPLE_WIDTH) lines[lines.length - 1] = line;
    else lines.push(`  ${flag}`);
  }
  return lines.join(` \\\n${INDENT}`);
}
