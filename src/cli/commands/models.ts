import { PROVIDERS } from "../../providers/registry.ts";
import type { Command } from "../command.ts";
import { COMMON_FLAGS } from "../flags.ts";
import { table } from "../render/table.ts";

const COLUMNS = [{ title: "model", whole: true }, { title: "name" }, { title: "key" }];

export const models: Command = {
  name: "models",
  summary: "List the models that are known, and what they take",
  description: `Lists the models that batch-extract knows, with the environment variables of their keys. A model that is not listed works too: it is passed on with a warning.`,
  flags: [
    {
      name: "provider",
      value: "NAME",
      choices: PROVIDERS.map(({ name }) => name),
      description: "Only those of one provider",
    },
    ...COMMON_FLAGS,
  ],
  examples: [["batch models --json", "For programs"]],
  async run({ out }, values) {
    const only = values.text("provider");
    const known = PROVIDERS.filter(({ name }) => only === undefined || name === only).flatMap(
      ({ name, models: list, keyVariables }) =>
        list.map(({ id, title }) => ({ model: `${name}/${id}`, title, keyVariables })),
    );
    if (values.on("json")) {
      await out.write(`${JSON.stringify(known)}\n`);
      return 0;
    }
    const rows = known.map(({ model, title, keyVariables }) => [
      model,
      title,
      keyVariables.join(" or "),
    ]);
    await out.write(await table(COLUMNS, rows, out.columns));
    return 0;
  },
};
