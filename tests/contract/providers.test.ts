import { anthropic } from "../../src/providers/anthropic/definition.ts";
import { google } from "../../src/providers/google/definition.ts";
import { openai } from "../../src/providers/openai/definition.ts";
import type { OutputFormat, ProviderOptions } from "../../src/providers/provider.ts";
import { describeProviderContract } from "./provider-contract.ts";

const strict: OutputFormat = {
  kind: "schema",
  via: "native",
  name: "User",
  dialect: "openai-strict",
  schema: {
    type: "object",
    properties: { name: { type: "string" }, age: { type: "integer" } },
    required: ["name", "age"],
    additionalProperties: false,
  },
};

const openapi: OutputFormat = {
  kind: "schema",
  via: "native",
  name: "User",
  dialect: "google-openapi",
  schema: {
    type: "OBJECT",
    properties: { name: { type: "STRING" }, age: { type: "INTEGER" } },
    required: ["name", "age"],
  },
};

const openaiFacts = {
  create: (options: ProviderOptions) => openai.create(options),
  keyVariable: "OPENAI_API_KEY",
  baseUrl: (emulator: { baseUrls: { openai: string } }) => emulator.baseUrls.openai,
  settings: { output: strict },
  createRoute: "^POST /openai/v1/batches$",
  listRoute: "GET /openai/v1/batches",
  uploads: true,
  found: "at_once",
  keepsCancelled: true,
  deletesJobs: false,
  countsProgress: true,
} as const;

const googleFacts = {
  model: "gemini-2.5-flash",
  create: (options: ProviderOptions) => google.create(options),
  keyVariable: "GOOGLE_API_KEY",
  baseUrl: (emulator: { baseUrls: { google: string } }) => emulator.baseUrls.google,
  settings: { output: openapi },
  createRoute: "^POST /v1/models/[^/]+:batchGenerateContent$",
  listRoute: "GET /v1/batches",
  found: "at_once",
  keepsCancelled: false,
  deletesJobs: true,
  countsProgress: true,
} as const;

describeProviderContract("OpenAI, chat completions", { ...openaiFacts, model: "gpt-4o-mini" });
describeProviderContract("OpenAI, responses", { ...openaiFacts, model: "gpt-5.4-mini" });

describeProviderContract("Anthropic", {
  model: "claude-haiku-4-5",
  create: (options: ProviderOptions) => anthropic.create(options),
  keyVariable: "ANTHROPIC_API_KEY",
  baseUrl: (emulator) => emulator.baseUrls.anthropic,
  settings: { output: { ...strict, dialect: "anthropic" } },
  createRoute: "^POST /anthropic/v1/messages/batches$",
  listRoute: "GET /anthropic/v1/messages/batches",
  uploads: false,
  found: "when_ended",
  keepsCancelled: true,
  deletesJobs: true,
  countsProgress: false,
});

describeProviderContract("Google, by file", {
  ...googleFacts,
  flags: { "google-mode": "file" },
  uploads: true,
});
describeProviderContract("Google, inline", {
  ...googleFacts,
  flags: { "google-mode": "inline" },
  uploads: false,
});
