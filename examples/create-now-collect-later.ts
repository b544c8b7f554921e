// Two processes: one creates a batch and ends, another one collects it, hours later if need be.
// Run it with: node examples/create-now-collect-later.ts create people.jsonl [provider/model]   (prints the batch's id)
// and later:   node examples/create-now-collect-later.ts collect ID [provider/model]
import { BatchProcessor, failures, successes } from "batch-extract";
import { User } from "../schemas/user.ts";

const [step, argument = "", model = "openai/gpt-4o-mini"] = process.argv.slice(2);
await using processor = new BatchProcessor({ model, responseModel: User });

if (step === "create") {
  const batch = await processor.create(argument);
  console.log(batch.id);
} else {
  const batch = await processor.open(argument);
  const { done, total } = await batch.wait();
  console.error(`${done} of ${total} records have their outcome`);
  for await (const { id, data } of successes(batch.results())) {
    console.log(`${id}: ${data.name}, ${data.age}`);
  }
  for await (const { id, kind } of failures(batch.results())) console.error(`${id}: ${kind}`);
}
