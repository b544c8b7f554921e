import type { About } from "./node.ts";

/** Words that documents use for what schemas call by another. */
const SYNONYMS: Readonly<Record<string, string>> = {
  quantity: "qty count unit pcs piece amount number",
  qty: "quantity unit pcs piece",
  count: "number total quantity",
  price: "cost each per at unit rate",
  cost: "price fee charge total",
  amount: "total sum price due",
  total: "sum due amount grand balance",
  subtotal: "sub net before",
  tax: "vat gst",
  vat: "tax",
  discount: "off reduction",
  shipping: "delivery postage freight",
  age: "year old aged",
  salary: "pay wage compensation earn earning",
  rating: "star score rated rate",
  score: "rating point mark",
  weight: "kg gram lb weigh weighing",
  height: "cm tall high",
  year: "since in",
  experience: "year",
  customer: "client buyer bill billed sold",
  client: "customer bill",
  vendor: "supplier seller from",
  supplier: "vendor seller",
  company: "employer organization organisation firm",
  employer: "company",
  occupation: "job profession role work",
  job: "occupation role position title",
  role: "position title job",
  position: "role title job",
  description: "item product article detail",
  item: "line product article",
  line: "item",
  product: "item article",
  address: "location street",
  phone: "tel telephone mobile call cell",
  email: "mail e",
  name: "called named",
  duration: "long hour minute day",
  priority: "urgency severity",
  category: "type kind topic department",
  hobby: "hobbies interest like love enjoy",
  interest: "hobby like love enjoy",
  skill: "technology expertise proficient tool",
  education: "degree university school study",
  institution: "university school college",
  due: "payable payment by",
  birth: "born",
  birthday: "born birth",
  dob: "born birth",
  start: "from began since started joined",
  end: "until to ended left till",
  issue: "issued date",
};

/** Words that say nothing about which value is meant. */
const EMPTY = new Set(
  `the a an of in on at to for by with and or is are was be it its as that this which from if any all their his her
  value field text string number e g eg ie optional required list one each person user given name full extracted
  mentioned document`.split(/\s+/),
);

/** Weights of the words that speak for a value. */
export interface Vocabulary {
  /** The property's own words. */
  readonly own: ReadonlySet<string>;
  readonly synonyms: ReadonlySet<string>;
  /** Words of the description and of the property that holds it. */
  readonly around: ReadonlySet<string>;
}

export function vocabularyOf(about: About): Vocabulary {
  const own = new Set(about.words);
  const synonyms = new Set(
    about.words
      .flatMap((word) => (SYNONYMS[word] ?? "").split(" "))
      .filter((word) => word !== "" && !own.has(word)),
  );
  const around = [...about.hints, ...about.parents].filter(
    (word) => word.length > 2 && !EMPTY.has(word) && !own.has(word) && !synonyms.has(word),
  );
  return { own, synonyms, around: new Set(around) };
}
