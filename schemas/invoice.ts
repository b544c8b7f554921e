import { z } from "zod";

const Line = z.object({
  description: z.string().describe("What was bought"),
  quantity: z.number().positive().describe("How many"),
  unitPrice: z.number().nonnegative().describe("Price of one, in the invoice's currency"),
});

/** A bill with its lines. */
export const Invoice = z.object({
  number: z.string().describe("The invoice's number, such as INV-2041"),
  date: z.iso.date().describe("The day it was issued"),
  customer: z.string().describe("Who has to pay"),
  currency: z.enum(["EUR", "USD", "GBP"]).describe("ISO 4217 code"),
  lines: z.array(Line).min(1).describe("The lines in their order"),
  total: z.number().nonnegative().describe("The sum to be paid"),
});
