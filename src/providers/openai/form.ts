/** A body that is sent while it is read. */
export interface FormBody {
  /** With the boundary. */
  readonly type: string;
  readonly bytes: number;
  readonly stream: ReadableStream<Uint8Array>;
}

/**
 * A form with one file. What fetch makes of a FormData it reads from the disk as fast as that goes, whatever the network
 * takes, so that it holds all of a large file; and when the server answers before the end, as it does to a wrong key, its
 * next chunk is an unhandled rejection, which ends the process. A stream has neither fault.
 */
export function formWithFile(
  file: { readonly name: string; readonly bytes: number; chunks(): AsyncIterable<Uint8Array> },
  fields: Readonly<Record<string, string>>,
): FormBody {
  const boundary = `form-${crypto.randomUUID()}`;
  const values = Object.entries(fields).map(
    ([field, value]) => `--${boundary}\r\n${disposition(field)}\r\n\r\n${value}\r\n`,
  );
  const head = Buffer.from(
    `${values.join("")}--${boundary}\r\n${disposition("file")}; filename="${file.name}"\r\nContent-Type: application/jsonl\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const parts = async function* (): AsyncGenerator<Uint8Array> {
    yield head;
    yield* file.chunks();
    yield tail;
  };
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    bytes: head.length + file.bytes + tail.length,
    stream: ReadableStream.from(parts()),
  };
}

function disposition(field: string): string {
  return `Content-Disposition: form-data; name="${field}"`;
}
