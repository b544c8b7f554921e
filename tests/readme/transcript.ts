/** What is another one each time, and what stands for it. */
const VARIABLE: readonly (readonly [RegExp, string])[] = [
  [/bx_[0-9a-z]{18}/g, "BATCH"],
  [/batch_[0-9a-f]{32}|msgbatch_\w+|batches\/[\w-]+/g, "JOB"],
  [/\b\d+(\.\d+)?(ms|[smhd])\b( \d+s)?/g, "TIME"],
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "INSTANT"],
  [/http:\/\/127\.0\.0\.1:\d+/g, "URL"],
  // Columns are as wide as the ids in them.
  [/ {2,}/g, "  "],
];

/** Lines that a terminal only shows for a while. */
const PASSING = /^(reading · |BATCH · (planning|in progress|cancelling) · )/;

function linesOf(text: string): readonly string[] {
  let plain = text;
  for (const [what, instead] of VARIABLE) plain = plain.replace(what, instead);
  return plain
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !PASSING.test(line));
}

/**
 * The first line of a documented output that a command did not print, if any. `…` stands for any text in a line, and
 * alone for any number of lines.
 */
export function firstDifference(documented: string, printed: string): string | undefined {
  const wanted = linesOf(documented);
  const found = linesOf(printed);
  let at = 0;
  let anywhere = false;
  for (const line of wanted) {
    if (line === "…") {
      anywhere = true;
      continue;
    }
    const pattern = patternOf(line);
    const index = found.findIndex((text, position) => position >= at && pattern.test(text));
    if (index === -1 || (!anywhere && index !== at)) {
      return `documented: ${line}\nprinted:    ${found[at] ?? "nothing more"}`;
    }
    at = index + 1;
    anywhere = false;
  }
  return anywhere || at === found.length ? undefined : `printed beside it: ${found[at]}`;
}

function patternOf(line: string): RegExp {
  const parts = line.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}
