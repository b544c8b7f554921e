import type { CommandEntry } from "../command.ts";

/** All commands, in the order of the help. Each is loaded only when it is run. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "create",
    summary: "Plan a batch over your records and send its jobs",
    load: async () => (await import("./create.ts")).create,
  },
  {
    name: "create-from-file",
    summary: "Send a request file that was prepared before",
    load: async () => (await import("./create-from-file.ts")).createFromFile,
  },
  {
    name: "status",
    summary: "Show where a batch stands",
    load: async () => (await import("./status.ts")).status,
  },
  {
    name: "wait",
    summary: "Wait until every record has its outcome",
    load: async () => (await import("./wait.ts")).wait,
  },
  {
    name: "results",
    summary: "Write the outcomes, checked with the response model",
    load: async () => (await import("./results.ts")).results,
  },
  {
    name: "list",
    summary: "List batches here, or jobs at a provider",
    load: async () => (await import("./list.ts")).list,
  },
  {
    name: "cancel",
    summary: "Stop a batch and keep what is finished",
    load: async () => (await import("./cancel.ts")).cancel,
  },
  {
    name: "resume",
    summary: "Go on with a batch whose process has died",
    load: async () => (await import("./resume.ts")).resume,
  },
  {
    name: "retry",
    summary: "Send records of a finished batch again",
    load: async () => (await import("./retry.ts")).retry,
  },
  {
    name: "delete",
    summary: "Remove a batch, here and at the provider",
    load: async () => (await import("./delete.ts")).deleteCommand,
  },
  {
    name: "schema",
    summary: "Show what each provider gets of a response model",
    load: async () => (await import("./schema.ts")).schema,
  },
  {
    name: "models",
    aliases: ["list-models"],
    summary: "List the models that are known, and what they take",
    load: async () => (await import("./models.ts")).models,
  },
  {
    name: "emulate",
    summary: "Serve the providers' batch APIs on this machine",
    load: async () => (await import("./emulate.ts")).emulate,
  },
];
