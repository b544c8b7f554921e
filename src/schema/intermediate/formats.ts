/** Formats of text that JSON Schema defines. Another name would be a guess at what its reader makes of it. */
export const REGISTERED_FORMATS: ReadonlySet<string> = new Set([
  ...["date-time", "time", "date", "duration", "email", "idn-email", "hostname", "idn-hostname"],
  ...["ipv4", "ipv6", "uri", "uri-reference", "iri", "iri-reference", "uuid", "uri-template"],
  ...["json-pointer", "relative-json-pointer", "regex"],
]);
