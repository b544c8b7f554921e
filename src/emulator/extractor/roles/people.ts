import type { About } from "../node.ts";
import type { Passage } from "../facts/passage.ts";
import { introducedName, properNames } from "../facts/names.ts";
import { findLabel } from "../facts/labels.ts";

const OCCUPATIONS: readonly RegExp[] = [
  /\b(?:work(?:ing|s|ed)?|employed|serv(?:e|es|ed|ing)) as (?:an?|the) (?<job>\p{L}[\p{L} -]*?)(?=\s+(?:at|for|in|with|and|who|on|from|of|since)\b|[.,;!\n(]|$)/iu,
  /(?:\bI['’]m|\bI am|\bis|\bwas|,|\bas) (?:currently )?(?:an?|the) (?<job>\p{Ll}[\p{L} -]*?)(?=\s+(?:at|for|in|with|and|who|on|from|of|since|by)\b|[.,;!\n(]|$)/u,
  /\b(?:work(?:ing|s|ed)?) in (?<job>\p{Ll}[\p{L} -]*?)(?=\s+(?:at|for|with|and|since)\b|[.,;!\n(]|$)/iu,
  /\bI (?<job>(?:teach|study|run|manage|design|write|sell|build|drive|own) [\p{L} -]+?)(?=[.,;!\n(]|$)/u,
];

/** A name after which a legal form stands, or which a document's head shows. */
const COMPANY =
  /(?<![\p{L}])(?<name>\p{Lu}[\p{L}\p{N}&.'’-]*(?: (?:&|of|and|\p{Lu}[\p{L}\p{N}&.'’-]*))*,? (?:Inc|LLC|Ltd|Limited|GmbH|AG|Corp|Corporation|Company|Co|PLC|plc|S\.A|SAS|BV|B\.V|Group|Labs?|Industries|Solutions|Technologies|Systems|Services|University|College|Institute|School|Hospital|Bank)\b\.?)/u;

const EMPLOYER =
  /\b(?:at|for|with|joined|from) (?:the )?(?<name>\p{Lu}[\p{L}\p{N}&.'’-]*(?: (?:&|of|\p{Lu}[\p{L}\p{N}&.'’-]*))*)/u;

export function person(passage: Passage, about: About): string | undefined {
  return (
    labelledParty(passage, about) ??
    statedParty(passage, about) ??
    introducedName(passage.text) ??
    properNames(passage.text)[0]
  );
}

/** "invoice for customer Jane Roe", "issued to Jane Roe", "by Jane Roe", "from Brightside Ltd". */
const PARTIES: readonly (readonly [string, RegExp])[] = [
  [
    "customer client buyer recipient",
    partyPattern("(?:customer|client|buyer|billed to|issued to|sold to|sent to|dear|to)"),
  ],
  [
    "vendor supplier seller sender",
    partyPattern("(?:from|sold by|issued by|vendor|supplier|seller|by)"),
  ],
  [
    "author writer director artist creator",
    partyPattern("(?:written by|directed by|created by|author|by)"),
  ],
];

function partyPattern(lead: string): RegExp {
  const word = String.raw`(?:\p{Lu}\.|\p{Lu}[\p{L}\p{N}&'’-]*)`;
  return new RegExp(String.raw`\b${lead}\s+(?<name>${word}(?: (?:(?:&|of) )?${word})*)`, "gu");
}

function statedParty({ text }: Passage, { words, parents }: About): string | undefined {
  const kinds = [...words, ...parents];
  const pattern = PARTIES.find(([known]) =>
    kinds.some((kind) => known.split(" ").includes(kind)),
  )?.[1];
  for (const { groups } of pattern === undefined ? [] : text.matchAll(pattern)) {
    const name = groups?.["name"]?.replace(/[.,]$/, "");
    if (name !== undefined && properNames(name).length > 0) return name;
  }
  return undefined;
}

/** `Customer: Jane Roe, 5 Main Street` gives the customer's name. */
function labelledParty(passage: Passage, { words, parents }: About): string | undefined {
  const kinds = [...words, ...parents].filter((word) => word !== "name" && word !== "full");
  for (const kind of kinds) {
    const label = findLabel(passage.labels, PARTY_LABELS[kind]?.split(" ") ?? [kind]);
    const name = label === undefined ? undefined : head(label.value);
    if (name !== undefined) return name;
  }
  const bill = PARTY_LABELS[kinds[0] ?? ""];
  return bill === undefined ? undefined : billedTo(passage, bill);
}

/** What documents write over the parties of a trade. */
const PARTY_LABELS: Readonly<Record<string, string>> = {
  customer: "customer client bill billed to sold ship",
  client: "client customer bill billed to",
  buyer: "buyer bill to",
  vendor: "vendor from seller supplier",
  supplier: "supplier vendor from",
  seller: "seller vendor from",
};

function billedTo(passage: Passage, known: string): string | undefined {
  const words = new Set(known.split(" ").filter((word) => word !== "to"));
  const label = passage.labels.find(
    ({ words: own, value }) => value !== "" && own.some((word) => words.has(word)),
  );
  return label === undefined ? undefined : head(label.value);
}

/** The first part of a value: the name before the address. */
function head(value: string): string | undefined {
  const name = value.split(/\s*(?:[,(<|]|\s-\s)/, 1)[0]?.trim();
  return name === "" ? undefined : name;
}

export function organisation(passage: Passage, about: About): string | undefined {
  return (
    labelledParty(passage, about) ??
    statedParty(passage, about) ??
    COMPANY.exec(passage.text)?.groups?.["name"] ??
    EMPLOYER.exec(passage.text)?.groups?.["name"]
  );
}

export function occupation(passage: Passage): string | undefined {
  for (const pattern of OCCUPATIONS) {
    const job = pattern.exec(passage.text)?.groups?.["job"]?.trim();
    if (job !== undefined && job.length > 2 && !/^(?:lot|bit|few|year|long|new|very)\b/.test(job)) {
      return job;
    }
  }
  return undefined;
}
