import {
  clockTimes,
  emails,
  hostnames,
  ipv4s,
  telephones,
  urls,
  uuids,
} from "../facts/contacts.ts";
import { findLabel } from "../facts/labels.ts";
import { introducedName, properNames } from "../facts/names.ts";
import type { Passage } from "../facts/passage.ts";
import { fillerText, fitText } from "../fit.ts";
import type { Fill } from "../found.ts";
import type { About, TextNode } from "../node.ts";
import {
  dateFinder,
  entryHead,
  identifierFinder,
  isOpenRange,
  prose,
  thing,
  title,
  withoutFigures,
} from "../roles/documents.ts";
import { occupation, organisation, person } from "../roles/people.ts";
import { roleOf, type Role } from "../roles/role.ts";
import { escapeRegExp } from "../words.ts";

type Finder = (passage: Passage) => string | undefined;

/** Names so general that a label of the same word is only half the truth. */
const CURRENCY_CODE = /\b(?:USD|EUR|GBP|JPY|INR|CHF|CAD|AUD|CNY|SEK|NOK|DKK|PLN)\b/;

export function textFill(node: TextNode): Fill {
  const filler = fillerText(node);
  const finders = findersOf(node);
  return (passage) => {
    for (const find of finders) {
      const found = find(passage)?.trim();
      const fitting = found === undefined || found === "" ? undefined : fitText(found, node);
      if (fitting !== undefined) return { value: fitting, hits: 1 };
    }
    return { value: filler, hits: 0 };
  };
}

function findersOf(node: TextNode): readonly Finder[] {
  const { about, format } = node;
  const role = roleOf(node);
  const byPattern = node.patterns.map(patternFinder);
  if (format === "uuid") return [(passage) => uuids(passage.text)[0]];
  if (format === "ipv4") return [(passage) => ipv4s(passage.text)[0]];
  if (format === "hostname") return [(passage) => hostnames(passage.text)[0]];
  if (format === "ipv6" || format === "duration") return [];
  const labelled: Finder = (passage) => labelledValue(passage, about);
  return [...byRole(role, node, labelled), ...byPattern];
}

function byRole(role: Role, node: TextNode, labelled: Finder): readonly Finder[] {
  const { about } = node;
  switch (role) {
    case "email":
      return [
        (passage) => emails(labelled(passage) ?? "")[0],
        (passage) => emails(passage.text)[0],
      ];
    case "url":
      return [(passage) => urls(labelled(passage) ?? "")[0], (passage) => urls(passage.text)[0]];
    case "telephone":
      return [labelled, (passage) => telephones(passage.text)[0]];
    case "date":
      return dateFinders(node, labelled);
    case "time":
      return [
        (passage) => withZone(clockTimes(passage.text)[0], node.format),
        labelledUnless(node, labelled),
      ];
    case "currency":
      return [labelled, (passage) => currency(passage)];
    case "identifier":
      return [identifierFinder(about), labelled];
    case "person":
      return [labelled, (passage) => person(passage, about)];
    case "firstName":
      return [labelled, (passage) => nameOf(passage)?.split(" ")[0]];
    case "lastName":
      return [labelled, (passage) => nameOf(passage)?.split(" ").slice(1).join(" ")];
    case "organisation":
      return [labelled, (passage) => organisation(passage, about)];
    case "thing":
      return [labelled, thing];
    case "occupation":
      return [labelled, entryHead, occupation];
    case "address":
      return [labelled, address];
    case "place":
      return [labelled, place];
    case "title":
      return [labelled, entryHead, (passage) => title(passage, about)];
    case "prose":
      return [labelled, entryText, (passage) => prose(passage, about)];
    case "plain":
      return [labelled, stated(about), entryWord(about)];
  }
}

function nameOf(passage: Passage): string | undefined {
  return introducedName(passage.text) ?? properNames(passage.text)[0];
}

/** A label of the property's own words, alone or after those of what holds it. */
function labelledValue(passage: Passage, { words, parents }: About): string | undefined {
  if (words.length === 0) return undefined;
  const label =
    findLabel(passage.labels, [...parents, ...words]) ??
    (parents.length > 0 && words.length === 1 && words[0] === "name"
      ? undefined
      : findLabel(passage.labels, words));
  return label?.value.replace(/^["'“”](?<inner>.*)["'“”]$/, "$<inner>");
}

function labelledUnless(node: TextNode, labelled: Finder): Finder {
  return node.format === undefined ? labelled : () => undefined;
}

function dateFinders(node: TextNode, labelled: Finder): readonly Finder[] {
  const find = dateFinder(node.about);
  const ends = node.about.words.includes("end");
  const iso: Finder = (passage) => {
    if (ends && isOpenRange(passage.text)) return undefined;
    const fact = find(passage);
    if (fact === undefined) return undefined;
    if (node.format === undefined)
      return fact.time === undefined ? fact.date : `${fact.date}T${fact.time}`;
    const day = `${fact.date}-01-01`.slice(0, 10);
    return node.format === "date" ? day : `${day}T${fact.time ?? "00:00:00Z"}`;
  };
  return [iso, labelledUnless(node, labelled)];
}

function withZone(time: string | undefined, format: string | undefined): string | undefined {
  return time === undefined || format === undefined ? time : `${time}Z`;
}

function currency(passage: Passage): string | undefined {
  return (
    CURRENCY_CODE.exec(passage.text)?.[0] ??
    passage.numbers.find((fact) => fact.currency !== undefined)?.currency
  );
}

function address({ text }: Passage): string | undefined {
  return /\b\d{1,5}[a-z]? (?:\p{Lu}[\p{L}.'’-]* ){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Way|Court|Ct|Square|Place)\b\.?(?:,[^\n.;]+)?/u.exec(
    text,
  )?.[0];
}

function place({ text }: Passage): string | undefined {
  return /\b(?:in|from|at|based in|lives? in|located in) (?<place>\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)*)/u.exec(
    text,
  )?.groups?.["place"];
}

/** "The colour is red", "colour of red", "in colour red". */
function stated({ words }: About): Finder {
  if (words.length === 0) return () => undefined;
  const name = words.map(escapeRegExp).join(String.raw`[\s_-]*`);
  const pattern = new RegExp(
    String.raw`\b${name}s?\b(?:\s+(?:is|are|was|were|of)|:)\s+(?:an?\s+|the\s+)?(?<value>[^.,;!?\n]{1,80})`,
    "iu",
  );
  return ({ text }) => pattern.exec(text)?.groups?.["value"];
}

/** Of an entry in a list: what it is about, without quantity and price. */
function entryText(passage: Passage): string | undefined {
  const lines = passage.lines.filter((line) => line.trim() !== "");
  const [line = ""] = lines;
  if (lines.length !== 1 || passage.numbers.length === 0 || line.length > 120) return undefined;
  const rest = withoutFigures(line);
  return rest === line.trim() || rest === "" || /[.!?]$/.test(line.trim()) ? undefined : rest;
}

function entryWord({ words }: About): Finder {
  return ["item", "product", "article", "service", "line"].some((word) => words.includes(word))
    ? thing
    : () => undefined;
}

/** The part of the text that fits the pattern, wherever it stands. */
function patternFinder(pattern: RegExp): Finder {
  const inner = pattern.source.replace(/^\^/, "").replace(/(?<!\\)\$$/, "");
  try {
    const within = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${inner})(?![\p{L}\p{N}])`, "u");
    return ({ text }) => within.exec(text)?.[0];
  } catch {
    return () => undefined;
  }
}
