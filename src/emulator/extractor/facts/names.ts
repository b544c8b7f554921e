const WORD = String.raw`\p{Lu}[\p{L}'’-]*[\p{Ll}](?:[\p{L}'’-]*)`;
const NAME = String.raw`(?:(?:Mr|Mrs|Ms|Dr|Prof)\.? )?${WORD}(?: (?:(?:van|von|de|del|da|der|la|le|al|bin)(?: the)? )*(?:${WORD}|\p{Lu}\.?))*`;

/** Ways in which people name themselves or others, the surest first. */
const INTRODUCTIONS: readonly RegExp[] = [
  new RegExp(String.raw`\b[Mm]y (?:full )?name(?: is|['’]s|:) (${NAME})`, "u"),
  new RegExp(String.raw`\b(?:[Cc]all me|[Nn]amed|[Cc]alled|[Nn]ame is) (${NAME})`, "u"),
  new RegExp(String.raw`\b(?:[Tt]his is|[Ii]t['’]s) (${NAME})`, "u"),
  new RegExp(String.raw`\bI(?:['’]m| am) (${NAME})`, "u"),
  new RegExp(String.raw`(?<![\p{L}])(${NAME}) (?:here|speaking)\b`, "u"),
  new RegExp(
    String.raw`(?:[Rr]egards|[Ss]incerely|[Tt]hanks|[Tt]hank you|[Cc]heers|[Bb]est|[Yy]ours(?: truly)?)\s*[,!.]?\s*\n+\s*[-–—]?\s*(${NAME})`,
    "u",
  ),
  new RegExp(String.raw`\n\s*[-–—]\s?(${NAME})\s*$`, "u"),
  new RegExp(
    String.raw`(?<![\p{L}])(${NAME}),? (?:is (?:an?|\d)|was born|works|joined|lives|said|\(\d)`,
    "u",
  ),
  new RegExp(String.raw`(?<![\p{L}])(${NAME}), (?:aged? )?\d{1,3}\b`, "u"),
];

/** Words that are written with a capital without naming anyone. */
const COMMON = new Set(
  `a about after all also an and any are as at be because before but by can could date dear do due email extract
  first following for from give good great had has have he hello here hey hi his how i if in invoice is it its item
  just last let like mr mrs ms my name new no not note of on one or order our person phone please product re read
  regards resume she since so some subject text thank thanks that the their there these they this ticket to today
  total user was we were what when where which who why will with would yes you your monday tuesday wednesday thursday
  friday saturday sunday january february march april may june july august september october november december
  summary experience education skills contact customer description details bill ship quantity price amount
  currently currency address currently document record following source answer return json only`.split(
    /\s+/,
  ),
);

const CAPITALISED = new RegExp(String.raw`(?<![\p{L}\p{N}'’-])${NAME}`, "gu");

/** The name of a person, as the text introduces them. */
export function introducedName(text: string): string | undefined {
  for (const introduction of INTRODUCTIONS) {
    const name = introduction.exec(text)?.[1];
    const kept = name === undefined ? undefined : withoutCommon(name);
    if (kept !== undefined) return kept;
  }
  return undefined;
}

/** Names in the text, in their order, of whatever they are. */
export function properNames(text: string): readonly string[] {
  return [...text.matchAll(CAPITALISED)].flatMap(([found]) => withoutCommon(found) ?? []);
}

/** A name without the ordinary words that its capitals ran into; undefined where nothing else is left. */
function withoutCommon(name: string): string | undefined {
  const words = name.split(" ");
  const start = words.findIndex(
    (word) => !isCommon(word) || /^(?:Mr|Mrs|Ms|Dr|Prof)\.?$/.test(word),
  );
  if (start < 0) return undefined;
  const kept = words.slice(start);
  const stop = kept.findIndex((word, place) => place > 0 && isCommon(word));
  return (stop < 0 ? kept : kept.slice(0, stop)).join(" ");
}

function isCommon(word: string): boolean {
  return COMMON.has(word.toLowerCase().replace(/\.$/, ""));
}
