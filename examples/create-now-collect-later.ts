// Two processes: one creates a batch and ends, another one collects it hours later.
// Run it with: node examples/create-now-collect-later.ts create   (prints the batch's id)
// and later:   node examples/create-now-collect-later.ts collect ID
import { BatchProcessor, successes } from "batch-extract";
import { User } from "../schemas/user.ts";

const [step, argument, model = "openai/gpt-4o-mini"] = process.argv.slice(2);
await using processor = new BatchProcessor({ model, responseModel: User });

if (step === "create") {
  const batch = await processor.create(argument ?? "fixtures/ten-people.jsonl");
  console.log(batch.id);
} else {
  const batch = await processor.open(argument ?? "");
  const { state, done, total } = await batch.status();
  console.error(`${batch.id} is ${state}, ${done}/${total}`);
  await batch.wait();
  for await (const { id, data } of successes(batch.results())) {
    console.log(`${id}: ${data.name}, ${data.age}`);
  }
}
