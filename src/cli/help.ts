import { COMMANDS } from "./commands/index.ts";

const NAME_WIDTH = 18;

/** The help without a command. Made without loading any command, so that it shows at once. */
export function topLevelHelp(): string {
  const commands = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(NAME_WIDTH)}${summary}`);
  return `Typed records from any number of documents, through the LLM providers' batch APIs
at half the price.

Usage: batch <command> [options]

Commands:
${commands.join("\n")}

Try it without a key:
  batch create --emulate --model openai/gpt-4o-mini --response-model User \\
    --input fixtures/ten-people.jsonl --wait
  batch results --batch-id latest

Options:
  -h, --help        Show this help, or that of a command
  -V, --version     Show the version

Every command takes --json. "batch <command> --help" tells the rest.
`;
}
