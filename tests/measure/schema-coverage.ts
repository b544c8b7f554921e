import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { DIALECTS } from "../../src/schema/dialect.ts";
import { CORPUS } from "../schema-corpus/corpus.ts";
import { measureCorpusModel } from "./corpus-coverage.ts";
import { measureCorpusSpeed, measureSpeed } from "./schema-speed.ts";
import { measureSchema } from "./json-schema-coverage.ts";
import { Table } from "./table.ts";

/**
 * What the schema compiler reaches, as tables: on the corpus of zod models, on a file of JSON Schemas with instances (one
 * `{name, schema, tests: [{valid, data}]}` a line), and in speed.
 *
 * node tests/measure/schema-coverage.ts [file]; the file may also be named by SCHEMA_CORPUS.
 */
async function main(): Promise<void> {
  // First, while no other model has made the engine's code more general than that of a program with one.
  measureSpeed();

  const corpus = new Table("zod corpus", DIALECTS);
  for (const entry of CORPUS) await measureCorpusModel(entry, corpus);
  corpus.print();

  const file = process.argv[2] ?? process.env["SCHEMA_CORPUS"];
  if (file !== undefined) {
    const schemas = new Table(file, DIALECTS);
    const lines = createInterface({ input: createReadStream(file) });
    for await (const line of lines)
      if (line.trim() !== "") measureSchema(JSON.parse(line), schemas);
    schemas.print();
  }

  measureCorpusSpeed(CORPUS);
}

await main();
