import { isTelephone } from "./numbers.ts";

const EMAIL = /[\p{L}\p{N}_.+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const LINK = /\bhttps?:\/\/[^\s<>"')\]]+|\bwww\.[^\s<>"')\]]+/gi;
const DIALLED = /\+?\(?\d[\d().\s-]{5,}\d/g;
const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const IPV4 = /\b(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\b/g;
const HOSTNAME = /\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}\b/gi;
const CLOCK =
  /\b(?<hour>[01]?\d|2[0-3]):(?<minute>[0-5]\d)(?::(?<second>[0-5]\d))?(?:\s?(?<half>[ap])\.?m\b)?/gi;
/** What looks like the number of an order, a ticket or an article. */
const IDENTIFIER =
  /#\s?(?<hash>[\p{L}\p{N}][\p{L}\p{N}-]*)|\b(?<code>(?=[\p{Lu}\d-]*\d)\p{Lu}{1,8}(?:[-/]?[\p{Lu}\d]+)+)\b/gu;

export function emails(text: string): readonly string[] {
  return text.includes("@") ? matches(text, EMAIL) : [];
}

export function urls(text: string): readonly string[] {
  return matches(text, LINK).map((url) => {
    const bare = url.replace(/[.,;:!?]+$/, "");
    return /^www\./i.test(bare) ? `https://${bare}` : bare;
  });
}

export function telephones(text: string): readonly string[] {
  return matches(text, DIALLED)
    .filter(isTelephone)
    .map((found) => found.trim());
}

export function uuids(text: string): readonly string[] {
  return matches(text, UUID);
}

export function ipv4s(text: string): readonly string[] {
  return matches(text, IPV4);
}

export function hostnames(text: string): readonly string[] {
  return matches(text, HOSTNAME).map((host) => host.toLowerCase());
}

/** Times of day, as `14:30:00`. */
export function clockTimes(text: string): readonly string[] {
  return [...text.matchAll(CLOCK)].map(({ groups = {} }) => {
    const { hour = "0", minute = "00", second = "00", half } = groups;
    const hours = half === undefined ? Number(hour) : twelveHours(Number(hour), half);
    return `${String(hours).padStart(2, "0")}:${minute}:${second}`;
  });
}

function twelveHours(hour: number, half: string): number {
  return (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0);
}

export function identifiers(text: string): readonly string[] {
  return [...text.matchAll(IDENTIFIER)].map(
    ({ groups = {} }) => groups["hash"] ?? groups["code"] ?? "",
  );
}

function matches(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([found]) => found);
}
