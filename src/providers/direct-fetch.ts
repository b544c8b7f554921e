/**
 * The fetch of all calls to providers: a redirect is an error. Following one would take a key to another address, and to
 * be able to follow one, fetch keeps the whole of every body in memory.
 */
export const directFetch: typeof fetch = (input, init) =>
  fetch(input, { ...init, redirect: "error" });
