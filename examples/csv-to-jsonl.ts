// A pipeline: mails from a CSV file in, valid tickets out as JSON lines. It holds one ticket at a time, so that the file
// can have any size; what failed is told on standard error.
// Run it with: node examples/csv-to-jsonl.ts mails.csv tickets.jsonl [provider/model]
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
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

const count = { tickets: 0, failed: 0 };
await pipeline(async function* () {
  for await (const outcome of batch.results()) {
    if (outcome.kind === "succeeded") {
      count.tickets += 1;
      yield `${JSON.stringify({ id: outcome.id, ...outcome.data })}\n`;
    } else {
      count.failed += 1;
      console.error(`mail ${outcome.id}: ${outcome.kind}`);
    }
  }
}, createWriteStream(output));
console.log(`${count.tickets} tickets are in ${output}; ${count.failed} mails failed`);
