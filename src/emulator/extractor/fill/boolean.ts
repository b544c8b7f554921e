import { findLabel } from "../facts/labels.ts";
import type { Passage } from "../facts/passage.ts";
import type { Fill } from "../found.ts";
import type { About } from "../node.ts";

/** Words of a name that ask without saying what for. */
const AUXILIARY = new Set(
  "is are was were has have had can could be been do does did should will would in on of the a an for to with flag".split(
    " ",
  ),
);

const YES = /^(?:yes|y|true|on|included|available|✓|✔|x\b|1\b)/i;
const NO = /^(?:no|n|none|false|off|not|never|unavailable|✗|0\b)/i;
const DENIAL =
  /\b(?:not|no|never|without|neither|nor|lacks?|cannot|out of|isn t|aren t|wasn t|don t|doesn t|didn t|won t|can t|haven t|hasn t)\s(?:\w+\s){0,3}$/;

export function booleanFill(about: About): Fill {
  const words = about.words.filter((word) => !AUXILIARY.has(word));
  const hints = [...about.hints].filter((word) => word.length > 5);
  return (passage) => {
    const value = labelled(passage, about) ?? stated(passage, words) ?? stated(passage, hints);
    return value === undefined ? { value: false, hits: 0 } : { value, hits: 1 };
  };
}

function labelled(passage: Passage, { words }: About): boolean | undefined {
  const label = words.length === 0 ? undefined : findLabel(passage.labels, words);
  if (label === undefined) return undefined;
  if (YES.test(label.value)) return true;
  return NO.test(label.value) ? false : undefined;
}

/** True where one of the words is said, false where it is denied, undefined where the text is silent. */
function stated({ spaced }: Passage, words: readonly string[]): boolean | undefined {
  for (const word of words) {
    const stem = word.length > 5 ? word.slice(0, word.length - 2) : word;
    const at = spaced.indexOf(` ${stem}`);
    if (at >= 0) return !DENIAL.test(spaced.slice(Math.max(0, at - 40), at + 1));
  }
  return undefined;
}
