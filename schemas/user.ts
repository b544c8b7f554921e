import { z } from "zod";

/** A person who introduces themselves. */
export const User = z.object({
  name: z.string().describe("The person's first name"),
  age: z.number().int().describe("Age in years"),
});
