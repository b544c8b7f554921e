interface Slicing {
  readonly utf8Slice?: (this: Buffer, start: number, end: number) => string;
  readonly latin1Slice?: (this: Buffer, start: number, end: number) => string;
}

const { utf8Slice, latin1Slice }: Slicing = Buffer.prototype as Slicing; // eslint-disable-line typescript/no-unsafe-type-assertion -- not in the types

/**
 * The text of bytes in UTF-8. What `toString` does, through the method of Node's beneath it: `toString` looks at its
 * arguments for as long as a short line takes.
 */
export const textOfBytes: (bytes: Buffer, start: number, end: number) => string =
  utf8Slice === undefined
    ? (bytes, start, end) => bytes.toString("utf8", start, end)
    : (bytes, start, end) => utf8Slice.call(bytes, start, end);

/** A character for each byte, in the same way. */
export const latin1OfBytes: (bytes: Buffer, start: number, end: number) => string =
  latin1Slice === undefined
    ? (bytes, start, end) => bytes.toString("latin1", start, end)
    : (bytes, start, end) => latin1Slice.call(bytes, start, end);
