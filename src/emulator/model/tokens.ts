/**
 * Characters that the emulator counts as one token: the usual rule of thumb for English. The services' own tokenizers
 * differ from it, and from each other.
 */
export const CHARACTERS_PER_TOKEN = 4;

/** What a turn of a conversation costs beside its text. */
export const TOKENS_PER_TURN = 4;

/** The emulator's approximation of how many tokens a text of so many characters has. */
export function tokensOf(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}
