/** The words of a property name: `unitPrice`, `unit_price` and `Unit price` are all `unit`, `price`. */
export function splitName(name: string): readonly string[] {
  return name
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .map(singular);
}

/** A word without its plural ending, so that `items` and `item` meet; exact grammar is not needed. */
export function singular(word: string): string {
  if (word.length <= 3) return word;
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (/(?:[sxz]|[cs]h)es$/.test(word)) return word.slice(0, -2);
  return /[^siu]s$/.test(word) ? word.slice(0, -1) : word;
}

/** Text as it is compared: lower case, separators as single spaces, so that `in_progress` meets `In progress`. */
export function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** The words of free text, for comparing with those of a name. */
export function wordSet(text: string): ReadonlySet<string> {
  return new Set(splitName(text));
}

/** Escapes text for use in a regular expression. */
export function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
