import type { TextNode } from "../node.ts";

/** What kind of thing a text property holds, as its name tells. */
export type Role =
  | "email"
  | "url"
  | "telephone"
  | "date"
  | "time"
  | "currency"
  | "identifier"
  | "person"
  | "firstName"
  | "lastName"
  | "organisation"
  | "thing"
  | "occupation"
  | "address"
  | "place"
  | "title"
  | "prose"
  | "plain";

/** The role of a property by the words in its name, the surest words first. */
const ANYWHERE: readonly (readonly [Role, string])[] = [
  ["email", "email mail"],
  ["url", "url link website site homepage uri linkedin github"],
  ["telephone", "phone telephone mobile fax tel cell"],
  ["date", "date birthday dob deadline birthdate"],
  ["currency", "currency"],
];

/** The last word of a name is what it names: an order number is a number. */
const LAST: readonly (readonly [Role, string])[] = [
  ["date", "day start end since until due expires expiry issued at on"],
  ["time", "time"],
  ["identifier", "id number no code ref reference sku serial tracking identifier"],
  [
    "organisation",
    "company employer organization organisation vendor supplier manufacturer brand publisher institution university school bank firm",
  ],
  [
    "person",
    "person author speaker customer client buyer seller contact manager owner user patient candidate employee sender recipient applicant",
  ],
  ["occupation", "occupation job profession position role degree qualification"],
  ["address", "address street"],
  ["place", "city country state location place town region"],
  ["title", "title subject headline heading"],
  [
    "prose",
    "summary description text content body message note comment reason detail explanation reasoning abstract problem issue complaint feedback review quote bio",
  ],
];

/** What the name of something is the name of. */
const NAMED: readonly (readonly [Role, string])[] = [
  ["firstName", "first given fore"],
  ["lastName", "last family sur surname"],
  [
    "organisation",
    "company employer organization organisation vendor supplier manufacturer brand publisher institution university school bank firm business",
  ],
  ["thing", "product item article project file event book dish recipe model"],
];

const BY_FORMAT: Readonly<Record<string, Role>> = {
  email: "email",
  "idn-email": "email",
  uri: "url",
  url: "url",
  "uri-reference": "url",
  iri: "url",
  date: "date",
  "date-time": "date",
  time: "time",
};

export function roleOf({ format, about }: TextNode): Role {
  const byFormat = BY_FORMAT[format ?? ""];
  if (byFormat !== undefined) return byFormat;
  const { words, parents } = about;
  const anywhere = ANYWHERE.find(([, known]) => words.some((word) => includes(known, word)));
  if (anywhere !== undefined) return anywhere[0];
  const last = words.at(-1) ?? "";
  if (last === "name" || last === "surname" || last === "fullname") return nameRole(words, parents);
  if (words.includes("job") && last === "title") return "occupation";
  return LAST.find(([, known]) => includes(known, last))?.[0] ?? "plain";
}

function nameRole(words: readonly string[], parents: readonly string[]): Role {
  const qualifiers = words.length > 1 || words[0] === "surname" ? words : parents;
  const found = NAMED.find(([, known]) => qualifiers.some((word) => includes(known, word)));
  return found?.[0] ?? "person";
}

function includes(known: string, word: string): boolean {
  return word !== "" && ` ${known} `.includes(` ${word} `);
}
