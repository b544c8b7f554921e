/**
 * A form with one file, as bytes. What fetch makes of a FormData it reads from the disk as fast as that goes, whatever the
 * network takes, so that it holds all of a large file; and when the server answers before the end, as it does to a
 * wrong key, its next chunk is an unhandled rejection, which ends the process. A Blob has neither fault.
 */
export function formWithFile(
  file: Blob,
  name: string,
  fields: Readonly<Record<string, string>>,
): Blob {
  // In small letters, since the type of a Blob has no others.
  const boundary = `form-${crypto.randomUUID()}`;
  const values = Object.entries(fields).map(
    ([field, value]) => `--${boundary}\r\n${disposition(field)}\r\n\r\n${value}\r\n`,
  );
  const fileHead = `--${boundary}\r\n${disposition("file")}; filename="${name}"\r\nContent-Type: application/jsonl\r\n\r\n`;
  return new Blob([...values, fileHead, file, `\r\n--${boundary}--\r\n`], {
    type: `multipart/form-data; boundary=${boundary}`,
  });
}

function disposition(field: string): string {
  return `Content-Disposition: form-data; name="${field}"`;
}
