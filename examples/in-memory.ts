// A few texts in memory: nothing is written to disk.
// Run it with: node examples/in-memory.ts [provider/model]
import { BatchProcessor } from "batch-extract";
import { User } from "../schemas/user.ts";

const texts = [
  "Hi there! My name is Alice and I'm 28 years old. I work as a software engineer.",
  "Hello, I'm Bob, 35 years old, and I love hiking and photography.",
];

const [model = "openai/gpt-4o-mini"] = process.argv.slice(2);
await using processor = new BatchProcessor({ model, responseModel: User, store: "memory" });

for await (const outcome of processor.run(texts)) {
  if (outcome.kind === "succeeded") console.log(`${outcome.data.name} is ${outcome.data.age}`);
  else console.error(`text ${outcome.id}: ${outcome.kind}`);
}
