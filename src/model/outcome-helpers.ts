import type { Outcome } from "./outcome.ts";

/** An outcome with valid data. */
export type Success<Data> = Outcome<Data> & { readonly kind: "succeeded" };
/** An outcome without. */
export type Failure<Data> = Exclude<Outcome<Data>, { readonly kind: "succeeded" }>;

/** Only the outcomes with valid data, as they come. */
export async function* successes<Data>(
  outcomes: Iterable<Outcome<Data>> | AsyncIterable<Outcome<Data>>,
): AsyncGenerator<Success<Data>> {
  for await (const outcome of outcomes) {
    if (outcome.kind === "succeeded") yield outcome;
  }
}

/** Only the outcomes without valid data, as they come. */
export async function* failures<Data>(
  outcomes: Iterable<Outcome<Data>> | AsyncIterable<Outcome<Data>>,
): AsyncGenerator<Failure<Data>> {
  for await (const outcome of outcomes) {
    if (outcome.kind !== "succeeded") yield outcome;
  }
}

/** All outcomes by the records' ids. Holds them all: for batches that fit in memory. */
export async function byId<Data>(
  outcomes: Iterable<Outcome<Data>> | AsyncIterable<Outcome<Data>>,
): Promise<ReadonlyMap<string, Outcome<Data>>> {
  const found = new Map<string, Outcome<Data>>();
  for await (const outcome of outcomes) found.set(outcome.id, outcome);
  return found;
}
