// Ten people in memory: nothing is written to disk. Run it with: node examples/in-memory.ts
import { BatchProcessor } from "batch-extract";
import { User } from "../schemas/user.ts";

const texts = [
  "Hi there! My name is Alice and I'm 28 years old. I work as a software engineer.",
  "Hello, I'm Bob, 35 years old, and I love hiking and photography.",
];

const model = process.argv[2] ?? "openai/gpt-4o-mini";
await using processor = new BatchProcessor({ model, responseModel: User, store: "memory" });

for await (const outcome of processor.run(texts)) {
  if (outcome.kind === "succeeded") console.log(`${outcome.data.name} is ${outcome.data.age}`);
  else console.error(`record ${outcome.id}: ${outcome.kind}`);
}
