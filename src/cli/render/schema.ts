import { pathText } from "../../model/path-text.ts";
import type { SchemaChange } from "../../schema/response-model.ts";
import { validatedOnlyIn } from "../../schema/validated-only.ts";
import type { Probe } from "../../store/store.ts";
import type { ProviderReport } from "../provider-reports.ts";
import type { ShownModel } from "../schema-json.ts";
import { printable } from "./printable.ts";
import { table } from "./table.ts";

const COLUMNS = [
  { title: "provider", whole: true },
  { title: "verdict", whole: true },
  { title: "means", whole: true },
  { title: "dialect", whole: true },
  { title: "changes", whole: true },
  { title: "tokens", whole: true },
];

const WRITTEN_IN = { zod4: "zod 4", zod3: "zod 3", "json-schema": "JSON Schema" } as const;

/** A response model for a person: the verdicts side by side, then what each provider gets. */
export async function schemaText(shown: ShownModel, columns: number): Promise<string> {
  const { model, path, reports, probe } = shown;
  const verdicts = await table(COLUMNS, reports.map(rowOf), columns);
  const parts = [
    `${model.name}, written in ${WRITTEN_IN[model.kind]}, from ${path}\n`,
    verdicts,
    ...reports.map(detailsOf),
    ...validatedText(shown),
    ...(probe === undefined ? [] : [probeText(probe)]),
  ];
  return printable(parts.join("\n"));
}

function rowOf({ provider, report }: ProviderReport): readonly string[] {
  if (report.kind === "unfit") return [provider, "does not fit", "-", "-", "-", "-"];
  const { climb, tokens } = report;
  const { compiled, rung } = climb;
  const verdict = compiled.verdict.kind === "fits" ? "fits" : "fits with changes";
  const { length } = compiled.changes;
  return [provider, verdict, rung.via, rung.dialect, String(length), `about ${tokens}`];
}

function detailsOf({ provider, languageModel, report }: ProviderReport): string {
  const name = languageModel === undefined ? provider : `${provider}/${languageModel}`;
  if (report.kind === "unfit") return `${name} gets nothing:\n  ${report.error.message}\n`;
  const { climb, characters, tokens } = report;
  const { compiled, passedOver } = climb;
  const near = compiled.nearBudget;
  const lines = [
    `${name} gets this schema: ${characters} characters, about ${tokens} tokens with each request.`,
    ...passedOver.map(({ message }) => `  ${message}`),
    ...(near === undefined
      ? []
      : [
          `  It comes near the limit "${near.budget}": ${near.actual} of ${near.limit}. --probe asks the provider.`,
        ]),
    ...changesText(compiled.changes),
    JSON.stringify(compiled.schema, undefined, 2),
  ];
  return `${lines.join("\n")}\n`;
}

/** A line per change, where it was made. */
function changesText(changes: readonly SchemaChange[]): readonly string[] {
  return changes.map(({ code, path, message }) => `  ${placeText(path)}: ${message} [${code}]`);
}

function placeText(path: readonly (string | number)[]): string {
  return pathText(path) || "the whole";
}

function validatedText({ model, reports }: ShownModel): readonly string[] {
  if (reports.every(({ report }) => report.kind === "unfit")) return [];
  const only = validatedOnlyIn(model).map(({ path, what }) => `  ${placeText(path)}: ${what}`);
  return only.length === 0
    ? []
    : [`No provider is told of this; it is checked when answers are read:\n${only.join("\n")}\n`];
}

function probeText({ refusal, askedAt }: Probe): string {
  const when = new Date(askedAt).toISOString().slice(0, 16).replace("T", " ");
  return refusal === undefined
    ? `The provider takes the schema (asked on ${when} UTC).\n`
    : `The provider refuses the schema (asked on ${when} UTC): ${refusal}\n`;
}
