import { z } from "zod";

const Position = z.object({
  employer: z.string(),
  title: z.string(),
  start: z.coerce.date().describe("First day, or the first of the month or year that is named"),
  end: z.coerce.date().nullable().describe("Last day; null for a position held today"),
  achievements: z.array(z.string()).describe("What was achieved there, a sentence each"),
});

/** A person's professional life. */
export const Resume = z.object({
  name: z.string(),
  email: z.email().nullish(),
  positions: z.array(Position).describe("Newest first"),
  skills: z.set(z.string()).describe("Skills that are named, each once"),
});
