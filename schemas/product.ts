import { z } from "zod";

const Common = { name: z.string(), price: z.number().nonnegative() };

/** Something from a shop; which details it has depends on what it is. */
export const Product = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("book"),
    ...Common,
    author: z.string(),
    pages: z.number().int().positive().nullable(),
  }),
  z.object({
    kind: z.literal("clothing"),
    ...Common,
    size: z.enum(["XS", "S", "M", "L", "XL"]),
    material: z.string().nullable(),
  }),
  z.object({
    kind: z.literal("electronics"),
    ...Common,
    brand: z.string(),
    warrantyMonths: z.number().int().nonnegative().nullable(),
  }),
]);
