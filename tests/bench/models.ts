import { z } from "zod";

/** The small model: four fields. */
export const Person = z.object({
  name: z.string().describe("Full name"),
  age: z.number().int(),
  email: z.string(),
  active: z.boolean(),
});

const Party = z.object({
  name: z.string().describe("Legal name as printed"),
  street: z.string(),
  city: z.string(),
  postalCode: z.string(),
  country: z.string().describe("ISO 3166 code of two letters"),
  vatId: z.string().nullable(),
  email: z.string().nullable(),
});

/** The large model: some 35 fields, most of which have a description. */
export const LargeInvoice = z.object({
  number: z.string().describe("Invoice number exactly as printed, with its prefix"),
  issuedOn: z.string().describe("Date of issue, ISO 8601"),
  dueOn: z.string().nullable().describe("Date until which it has to be paid, ISO 8601"),
  currency: z.enum(["EUR", "USD", "GBP", "CHF", "JPY", "SEK"]).describe("Currency of all amounts"),
  seller: Party.describe("Who sends the invoice"),
  buyer: Party.describe("Who has to pay it"),
  lines: z
    .array(
      z.object({
        description: z.string().describe("What was delivered, without the article number"),
        article: z.string().nullable(),
        quantity: z.number(),
        unit: z.enum(["piece", "hour", "day", "kg", "m", "other"]),
        unitPrice: z.number().describe("Price of one unit, net"),
        taxRate: z.number().describe("In percent"),
        net: z.number(),
      }),
    )
    .describe("All lines, in their order, also those with a discount"),
  net: z.number().describe("Sum before tax"),
  tax: z.number().describe("All taxes together"),
  gross: z.number().describe("What has to be paid"),
  paid: z.boolean().describe("Whether the invoice says that it is paid"),
  paymentTerms: z.string().nullable(),
  bank: z.object({ iban: z.string().nullable(), bic: z.string().nullable() }),
  notes: z.string().nullable().describe("Everything else that a bookkeeper should know"),
});

export const SYSTEM: string =
  "You read documents that people have written and give what they say in the form that you are asked for. Take everything from the document, and nothing from elsewhere. Where the document does not say it, say so as the form allows. Never guess, never explain, never translate names.";
