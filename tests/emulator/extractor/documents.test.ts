import { describe, expect, it } from "vitest";
import { compileExtractor } from "../../../src/emulator/extractor/compile.ts";
import type { JsonValue } from "../../../src/util/json.ts";
import { PEOPLE, USER_SCHEMA } from "../support.ts";

function object(
  properties: Record<string, JsonValue>,
  optional: readonly string[] = [],
): { readonly [key: string]: JsonValue } {
  const required = Object.keys(properties).filter((key) => !optional.includes(key));
  return { type: "object", properties, required, additionalProperties: false };
}

const text: JsonValue = { type: "string" };
const maybeText: JsonValue = { type: ["string", "null"] };
const maybeNumber: JsonValue = { type: ["number", "null"] };

describe("people", () => {
  const extract = compileExtractor(USER_SCHEMA);

  it.each(PEOPLE)("%s", (prompt, name, age) => {
    expect(extract(prompt)).toEqual({ name, age });
    expect(extract(`Extract the user from this text.\n\nText: ${prompt}`)).toEqual({ name, age });
  });

  it("reads names and ages that are put otherwise", () => {
    expect(extract("Dr. María José Núñez, 51, was born in Lima.")).toEqual({
      name: "Dr. María José Núñez",
      age: 51,
    });
    expect(extract("Name: Li Wei\nAge: 19")).toEqual({ name: "Li Wei", age: 19 });
    expect(
      extract("A 63-year-old man called Otto van der Berg has 3 cats and 12 years of experience."),
    ).toEqual({
      name: "Otto van der Berg",
      age: 63,
    });
  });

  it("leaves open what the text does not say", () => {
    const wide = compileExtractor(
      object(
        {
          name: text,
          email: maybeText,
          occupation: maybeText,
          hobbies: { type: "array", items: text },
          nickname: text,
        },
        ["nickname"],
      ),
    );
    expect(wide(PEOPLE[1]?.[0] ?? "")).toEqual({
      name: "Bob",
      email: null,
      occupation: null,
      hobbies: ["hiking", "photography"],
    });
    expect(wide("I'm Ada (ada@example.com), working as an engineer.")).toMatchObject({
      name: "Ada",
      email: "ada@example.com",
      occupation: "engineer",
      hobbies: [],
    });
  });
});

describe("invoices", () => {
  const extract = compileExtractor(
    object({
      invoiceNumber: text,
      issueDate: { type: "string", format: "date" },
      dueDate: { type: ["string", "null"], format: "date" },
      customer: object({ name: text, email: maybeText }),
      lineItems: {
        type: "array",
        items: object({
          description: text,
          quantity: { type: "integer" },
          unitPrice: { type: "number" },
        }),
      },
      tax: maybeNumber,
      total: { type: "number" },
      currency: text,
    }),
  );

  it("with bullets and labels", () => {
    const invoice = `INVOICE INV-2024-0042
Date: March 5, 2024
Due date: 04/04/2024

Bill to: Acme Corp
Email: ap@acme.example

Items:
- 3 x Widget @ $4.00
- 1 x Deluxe Gadget @ $33.90

Subtotal: $45.90
Tax (8%): $3.67
Total: $49.57`;
    expect(extract(invoice)).toEqual({
      invoiceNumber: "INV-2024-0042",
      issueDate: "2024-03-05",
      dueDate: "2024-04-04",
      customer: { name: "Acme Corp", email: "ap@acme.example" },
      lineItems: [
        { description: "Widget", quantity: 3, unitPrice: 4 },
        { description: "Deluxe Gadget", quantity: 1, unitPrice: 33.9 },
      ],
      tax: 3.67,
      total: 49.57,
      currency: "USD",
    });
  });

  it("with a table", () => {
    const invoice = `Invoice No. 7781 from Brightside Ltd.
Issued 2024-06-01 to Jane Roe (jane@roe.org).

Description | Qty | Unit price | Amount
Consulting | 10 | €120,00 | €1.200,00
Travel | 1 | €89,50 | €89,50

Total due: €1.289,50 by 2024-06-30`;
    expect(extract(invoice)).toEqual({
      invoiceNumber: "7781",
      issueDate: "2024-06-01",
      dueDate: "2024-06-30",
      customer: { name: "Jane Roe", email: "jane@roe.org" },
      lineItems: [
        { description: "Consulting", quantity: 10, unitPrice: 120 },
        { description: "Travel", quantity: 1, unitPrice: 89.5 },
      ],
      tax: null,
      total: 1289.5,
      currency: "EUR",
    });
  });

  it("in one paragraph", () => {
    const invoice =
      "Hello, please find invoice #A-119 dated 12 May 2023 for customer Bob Smith. You ordered 2 mugs at $7.50 each and 1 teapot for $24.00. The total comes to $39.00, payable by 1 June 2023.";
    expect(extract(invoice)).toMatchObject({
      invoiceNumber: "A-119",
      issueDate: "2023-05-12",
      dueDate: "2023-06-01",
      customer: { name: "Bob Smith", email: null },
      lineItems: [
        { description: "mugs", quantity: 2, unitPrice: 7.5 },
        { description: "teapot", quantity: 1, unitPrice: 24 },
      ],
      total: 39,
    });
  });
});

describe("support tickets", () => {
  const extract = compileExtractor(
    object(
      {
        priority: { type: "string", enum: ["low", "medium", "high"] },
        category: {
          type: "string",
          enum: ["billing", "technical", "shipping", "account", "other"],
        },
        orderId: { type: "string", description: "Order number, if the customer gives one" },
        refundRequested: { type: "boolean" },
      },
      ["orderId"],
    ),
  );

  it("sorts them by what they say", () => {
    expect(extract("I was charged twice for order #45521! I want a refund immediately.")).toEqual({
      priority: "high",
      category: "billing",
      orderId: "45521",
      refundRequested: true,
    });
    expect(
      extract("The app crashes whenever I open the settings page. No rush, low priority."),
    ).toEqual({
      priority: "low",
      category: "technical",
      refundRequested: false,
    });
    expect(
      extract(
        "Where is my package? Order ORD-9931 was shipped two weeks ago. I don't want a refund.",
      ),
    ).toEqual({
      priority: "medium",
      category: "shipping",
      orderId: "ORD-9931",
      refundRequested: false,
    });
    expect(extract("Good morning!")).toEqual({
      priority: "medium",
      category: "other",
      refundRequested: false,
    });
  });
});

describe("resumes", () => {
  it("lists what stands under its headings", () => {
    const extract = compileExtractor(
      object({
        name: text,
        email: text,
        phone: maybeText,
        skills: { type: "array", items: text },
        experience: {
          type: "array",
          items: object({ company: text, title: text, startDate: text, endDate: maybeText }),
        },
        education: {
          type: "array",
          items: object({ institution: text, degree: text, year: { type: ["integer", "null"] } }),
        },
      }),
    );
    const resume = `Maria Gonzalez
maria.gonzalez@example.com | +1 (555) 123-4567

Skills: TypeScript, PostgreSQL, Kubernetes

Experience
- Senior Engineer at Globex Corporation, Jan 2020 - Present
- Software Engineer at Initech Inc, March 2016 - Dec 2019

Education
- B.Sc. Computer Science, Stanford University, 2015`;
    expect(extract(resume)).toEqual({
      name: "Maria Gonzalez",
      email: "maria.gonzalez@example.com",
      phone: "+1 (555) 123-4567",
      skills: ["TypeScript", "PostgreSQL", "Kubernetes"],
      experience: [
        {
          company: "Globex Corporation",
          title: "Senior Engineer",
          startDate: "2020-01",
          endDate: null,
        },
        {
          company: "Initech Inc",
          title: "Software Engineer",
          startDate: "2016-03",
          endDate: "2019-12",
        },
      ],
      education: [
        { institution: "Stanford University", degree: "B.Sc. Computer Science", year: 2015 },
      ],
    });
  });
});

function only(value: string): JsonValue {
  return { type: "string", enum: [value] };
}

describe("product pages", () => {
  const extract = compileExtractor({
    anyOf: [
      object({ kind: only("book"), title: text, author: text, pages: { type: "integer" } }),
      object({
        kind: only("electronics"),
        brand: text,
        warrantyMonths: { type: "integer" },
        price: { type: "number" },
        inStock: { type: "boolean" },
      }),
    ],
  });

  it("takes the branch that the page speaks of", () => {
    expect(
      extract("The Left Hand of Darkness\nA book by Ursula K. Le Guin. 304 pages. Price: $12.99"),
    ).toEqual({
      kind: "book",
      title: "The Left Hand of Darkness",
      author: "Ursula K. Le Guin",
      pages: 304,
    });
    expect(
      extract(
        "Electronics > Headphones\nBrand: Sony\nPrice: $349.99\nWarranty: 24 months\nOut of stock",
      ),
    ).toEqual({
      kind: "electronics",
      brand: "Sony",
      warrantyMonths: 24,
      price: 349.99,
      inStock: false,
    });
  });
});

function find(key: string, schema: JsonValue, prompt: string): unknown {
  const answer = compileExtractor(object({ [key]: schema }))(prompt);
  return typeof answer === "object" && answer !== null ? Object.values(answer)[0] : answer;
}

describe("single facts", () => {
  const facts: readonly (readonly [string, JsonValue, string, unknown])[] = [
    [
      "date",
      { type: "string", format: "date" },
      "We met on the 3rd of October 2021.",
      "2021-10-03",
    ],
    [
      "createdAt",
      { type: "string", format: "date-time" },
      "Logged 2024-02-29T14:05:00Z by root",
      "2024-02-29T14:05:00Z",
    ],
    ["meetingDate", text, "The meeting is on 31.12.2025.", "2025-12-31"],
    [
      "website",
      { type: "string", format: "uri" },
      "See www.example.org/a?b=1.",
      "https://www.example.org/a?b=1",
    ],
    ["phone", text, "Call +49 30 1234 5678 today", "+49 30 1234 5678"],
    ["discountPercent", { type: "number" }, "You get 15% off orders over $200.", 15],
    ["salary", { type: "number" }, "The pay is $85k a year for 40 hours a week.", 85_000],
    ["rating", { type: "number" }, "I'd give it 4.5 out of 5 stars, after 3 months.", 4.5],
    ["yearFounded", { type: "integer" }, "Founded in 1987, it has 1200 employees.", 1987],
    ["isRemote", { type: "boolean" }, "This role is fully remote.", true],
    ["hasWarranty", { type: "boolean" }, "Sold without warranty.", false],
    ["subscribed", { type: "boolean" }, "Subscribed: yes", true],
    [
      "code",
      { type: "string", pattern: "^[A-Z]{2}\\d{4}$" },
      "Use voucher XY1234 at the till.",
      "XY1234",
    ],
    [
      "tags",
      { type: "array", items: { type: "string", enum: ["red", "green", "blue"] } },
      "A blue and red flag, not green.",
      ["red", "blue"],
    ],
    [
      "emails",
      { type: "array", items: { type: "string", format: "email" } },
      "a@x.org, b@y.org",
      ["a@x.org", "b@y.org"],
    ],
    [
      "status",
      { type: "string", enum: ["in_progress", "done"] },
      "It is still in progress.",
      "in_progress",
    ],
    ["size", { anyOf: [{ type: "integer" }, { type: "null" }] }, "No figures here.", null],
    [
      "pair",
      {
        type: "array",
        prefixItems: [
          { type: "string", format: "email" },
          { type: "string", format: "date" },
        ],
        minItems: 2,
        maxItems: 2,
        items: false,
      },
      "a@x.org on 2024-01-02",
      ["a@x.org", "2024-01-02"],
    ],
    [
      "details",
      {
        type: "array",
        items: object({ key: text, value: text }),
      },
      "Details:\nColour: red\nSize: XL",
      [
        { key: "Colour", value: "red" },
        { key: "Size", value: "XL" },
      ],
    ],
    [
      "attributes",
      { type: "object", additionalProperties: text },
      "Attributes:\nColour: red\nSize: XL",
      { Colour: "red", Size: "XL" },
    ],
  ];
  it.each(facts)("%s", (key, schema, prompt, value) => {
    expect(find(key, schema, prompt)).toEqual(value);
  });
});

describe("schemas that lead back to themselves", () => {
  it("are filled as deep as makes sense, and closed", () => {
    const tree = {
      $ref: "#/$defs/node",
      $defs: {
        node: object({
          name: text,
          children: { type: "array", items: { $ref: "#/$defs/node" } },
          next: { anyOf: [{ $ref: "#/$defs/node" }, { type: "null" }] },
        }),
      },
    };
    const answer = compileExtractor(tree)("I'm Bob.");
    expect(answer).toMatchObject({ name: "Bob" });
    expect(JSON.stringify(answer).length).toBeLessThan(2000);
  });
});
