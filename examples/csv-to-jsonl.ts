// A pipeline: rows of a CSV file in, valid tickets as JSON lines out, and what failed beside them.
// Run it with: node examples/csv-to-jsonl.ts mails.csv tickets.jsonl
import { open } from "node:fs/promises";
import { BatchProcessor } from "batch-extract";
import { SupportTicket } from "../schemas/support-ticket.ts";

const [input = "fixtures/mails.csv", output = "tickets.jsonl", model = "openai/gpt-4o-mini"] =
  process.argv.slice(2);

await using processor = new BatchProcessor({
  model,
  responseModel: SupportTicket,
  system: "You sort the mail of a web shop.",
  prompt: "From: {{from}}\nSubject: {{subject}}\n\n{{body}}",
});

const batch = await processor.create(input);
await batch.wait({ onProgress: ({ answered, total }) => console.error(`${answered}/${total}`) });

await using file = await open(output, "w");
let failed = 0;
for await (const outcome of batch.results()) {
  if (outcome.kind === "succeeded") {
    await file.write(`${JSON.stringify({ id: outcome.id, ...outcome.data })}\n`);
  } else {
    failed += 1;
    console.error(`record ${outcome.id}: ${outcome.kind}`);
  }
}
console.log(`${output} is written; ${failed} records failed`);
