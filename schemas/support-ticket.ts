import { z } from "zod";

/** A customer's message, sorted for the people who answer it. */
export const SupportTicket = z.object({
  category: z.enum(["billing", "shipping", "technical", "account", "other"]),
  priority: z.enum(["low", "normal", "high", "urgent"]).describe("How soon it must be answered"),
  summary: z.string().max(200).describe("One sentence on what the customer wants"),
  orderId: z.string().optional().describe("The order's number, if one is named"),
  email: z.email().optional().describe("Where to answer, if the customer says so"),
  refundRequested: z.boolean().default(false).describe("Whether the customer asks for money back"),
});
