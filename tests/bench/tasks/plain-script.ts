// The job as most people write it in an afternoon: whole files, arrays, and what the provider's guide shows.
import { readFileSync, writeFileSync } from "node:fs";
import { toJSONSchema } from "zod";
import { Person, SYSTEM } from "../models.ts";

interface Row {
  readonly id: string;
  readonly text: string;
}

/** Records in, one request file out; no limits of a job, no check of ids, no state. */
export function plainBuild({
  input,
  output,
}: {
  readonly input: string;
  readonly output: string;
}): () => void {
  return () => {
    const rows: Row[] = readFileSync(input, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Row); // oxlint-disable-line typescript/no-unsafe-type-assertion -- as it is usually done
    const requests = rows.map(({ id, text }) => ({
      custom_id: id,
      method: "POST",
      url: "/v1/chat/completions",
      body: {
        model: "gpt-4o-mini",
        temperature: 0,
        max_completion_tokens: 500,
        messages: [
          { role: "system", content: SYSTEM },
          { role: "user", content: text },
        ],
        response_format: {
          type: "json_schema",
          json_schema: { name: "Person", strict: true, schema: toJSONSchema(Person) },
        },
      },
    }));
    writeFileSync(output, requests.map((request) => JSON.stringify(request)).join("\n"));
  };
}

interface ResultLine {
  readonly custom_id: string;
  readonly response: {
    readonly body: {
      readonly choices: readonly [{ readonly message: { readonly content: string } }];
    };
  };
}

/** Result lines in, checked records in the order of the input out; what is no JSON is written down as failed. */
export function plainCollect({
  results,
  output,
}: {
  readonly results: string;
  readonly output: string;
}): () => void {
  return () => {
    const lines: ResultLine[] = readFileSync(results, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as ResultLine); // oxlint-disable-line typescript/no-unsafe-type-assertion -- as it is usually done
    const outcomes = lines.map(({ custom_id, response }) => {
      try {
        const answer: unknown = JSON.parse(response.body.choices[0].message.content);
        return { id: custom_id, kind: "succeeded", data: Person.parse(answer) };
      } catch (error) {
        return { id: custom_id, kind: "invalid", error: String(error) };
      }
    });
    outcomes.sort((one, other) => (one.id < other.id ? -1 : 1));
    writeFileSync(output, outcomes.map((outcome) => JSON.stringify(outcome)).join("\n"));
  };
}
