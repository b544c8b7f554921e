/** A command of a shell block, and how it has to end. */
export interface ShellCommand {
  readonly text: string;
  readonly exitCode: number;
}

const EXIT_CODE = /# exits with (\d+)\s*$/;
const HERE_DOCUMENT = /<<-?\s*['"]?(\w+)['"]?/;

/** The commands of a shell block: a line each, with those that it goes on in and its here-document. */
export function commandsOf(block: string): readonly ShellCommand[] {
  const commands: ShellCommand[] = [];
  const lines = block.split("\n");
  while (lines.length > 0) {
    const taken = [lines.shift() ?? ""];
    while (taken.at(-1)?.endsWith("\\") === true) taken.push(lines.shift() ?? "");
    const end = HERE_DOCUMENT.exec(taken.join("\n"))?.[1];
    if (end !== undefined) taken.push(...lines.splice(0, lines.indexOf(end) + 1));
    const text = taken.join("\n");
    if (text.trim() === "" || text.trimStart().startsWith("#")) continue;
    commands.push({ text, exitCode: Number(EXIT_CODE.exec(taken[0] ?? "")?.[1] ?? 0) });
  }
  return commands;
}

/** A script that runs the commands in one shell, and ends where one does not end as it has to. */
export function scriptOf(commands: readonly ShellCommand[]): string {
  const steps = commands.map(
    ({ text, exitCode }) =>
      `${text}\ncode=$?\nif [ $code -ne ${exitCode} ]; then echo "exited with $code, and not ${exitCode}"; exit 99; fi`,
  );
  return ["exec 2>&1", ...steps, "exit 0"].join("\n");
}
