import { resolve } from "node:path";
import { loadResponseModel } from "../../input/load-response-model.ts";
import type { Command } from "../command.ts";
import { createShown } from "../create-shown.ts";
import {
  BATCH_FLAGS,
  COMMON_FLAGS,
  EMULATE_FLAG,
  MODEL_FLAG,
  REQUEST_FLAGS,
  RESPONSE_MODEL_FLAG,
} from "../flags.ts";
import { openWorkspace } from "../workspace.ts";

export const createFromFile: Command = {
  name: "create-from-file",
  summary: "Send a request file that was prepared before",
  description:
    'Sends a request file of the provider, as "batch create --output-file" or another tool wrote it. The requests keep their ids, and the file may be larger than one job: it is cut as need be. Where requests go is read from their lines. With --response-model the answers are checked.',
  flags: [
    { name: "file-path", value: "FILE", required: true, description: "The request file" },
    MODEL_FLAG,
    RESPONSE_MODEL_FLAG,
    { name: "wait", description: "Go on until every record has its outcome" },
    { name: "timeout", value: "TIME", description: "With --wait: for how long, such as 2h" },
    ...REQUEST_FLAGS.filter(
      ({ choices, name }) => choices !== undefined && name !== "reasoning-effort",
    ),
    ...BATCH_FLAGS,
    EMULATE_FLAG,
    ...COMMON_FLAGS,
  ],
  examples: [
    [
      "batch create-from-file --file-path requests.jsonl --model openai/gpt-4o-mini --response-model User",
      "Send requests and check the answers",
    ],
  ],
  async run(context, values) {
    await using workspace = await openWorkspace(context, values);
    const path = values.required("file-path");
    const reference = values.text("response-model");
    const loaded =
      reference === undefined ? undefined : await loadResponseModel(reference, context.folder);
    return await createShown(context, workspace, values, {
      input: { kind: "requests", path: resolve(context.folder, path), source: path },
      loaded,
    });
  },
};
