import type { ResponseModel } from "../schema/response-model.ts";
import { validatedOnlyIn } from "../schema/validated-only.ts";
import type { Probe } from "../store/store.ts";
import type { JsonObject } from "../util/json.ts";
import type { ProviderReport } from "./provider-reports.ts";

/** A response model and what becomes of it, as `batch schema` shows it. */
export interface ShownModel {
  readonly model: ResponseModel;
  readonly path: string;
  readonly reports: readonly ProviderReport[];
  /** Undefined where nobody was asked. */
  readonly probe: Probe | undefined;
}

/** The stable shape of `batch schema --json`. */
export function schemaJson({ model, path, reports, probe }: ShownModel): object {
  const { name, kind } = model;
  const unread = reports.every(({ report }) => report.kind === "unfit");
  return {
    responseModel: { name, kind, path },
    providers: reports.map((report) => providerJson(report)),
    validatedOnly: unread ? [] : validatedOnlyIn(model),
    probe: probe === undefined ? null : probeJson(probe),
  };
}

function providerJson({ provider, languageModel, report }: ProviderReport): object {
  const about = { provider, model: languageModel ?? null };
  if (report.kind === "unfit") {
    const { rule, path, message, dialect } = report.error;
    return { ...about, verdict: "unfit", error: { rule, path, dialect: dialect ?? null, message } };
  }
  const { climb, characters, tokens } = report;
  const { rung, compiled, passedOver } = climb;
  return {
    ...about,
    verdict: compiled.verdict.kind,
    means: rung.via,
    dialect: rung.dialect,
    characters,
    tokens,
    nearBudget: compiled.nearBudget ?? null,
    changes: compiled.changes,
    passedOver: passedOver.map(({ rung: other, message }) => ({
      means: other.via,
      dialect: other.dialect,
      message,
    })),
    hash: compiled.hash,
    schema: compiled.schema satisfies JsonObject,
  };
}

function probeJson({ refusal, askedAt }: Probe): object {
  const at = new Date(askedAt).toISOString();
  return refusal === undefined ? { accepted: true, at } : { accepted: false, reason: refusal, at };
}
