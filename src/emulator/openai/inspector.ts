import type { JsonObject, JsonValue } from "../../util/json.ts";
import type { Inspector } from "../jobs/trade.ts";
import { isJsonObject, parseJson } from "../json-value.ts";
import type { OpenaiLimits } from "../limits.ts";
import { tokensOf } from "../model/tokens.ts";
import { openaiModel } from "../models/openai.ts";
import type { Services } from "../services.ts";
import type { Inspection, InspectionError, Job } from "../storage/job.ts";
import { IdSet } from "../stream/id-set.ts";

const MEMBERS = new Set(["custom_id", "method", "url", "body"]);
/** The service reports so many, however many there are. */
const MOST_ERRORS = 100;

/** Validates the lines of a batch, as the service does after it accepted it. */
export class OpenaiInspector implements Inspector {
  readonly #endpoint: string;
  readonly #limits: OpenaiLimits;
  readonly #models: ReadonlySet<string>;
  /** Tokens that are enqueued already. */
  readonly #enqueued: number;
  readonly #ids = new IdSet();
  readonly #errors: InspectionError[] = [];
  #model: string | undefined;
  #requests = 0;
  #bytes = 0;
  #tokens = 0;
  /** A blank line is an error only when a line follows it. */
  #blank: number | undefined;

  constructor(job: Job, { limits, models }: Services, enqueued: number) {
    this.#endpoint = job.accepted.endpoint ?? "";
    this.#limits = limits.openai;
    this.#models = models;
    this.#enqueued = enqueued;
  }

  line(text: string, position: number): void {
    const number = position + 1;
    this.#bytes += Buffer.byteLength(text) + 1;
    if (text.trim() === "") {
      this.#blank ??= number;
      return;
    }
    if (this.#blank !== undefined) this.#unparseable(this.#blank);
    this.#blank = undefined;
    this.#requests += 1;
    this.#tokens += tokensOf(text.length);
    const request = parseJson(text);
    if (isJsonObject(request)) this.#check(request, number);
    else this.#unparseable(number);
  }

  #unparseable(line: number): void {
    this.#report({
      code: "invalid_json_line",
      line,
      message: "This line is not parseable as valid JSON.",
    });
  }

  #report(error: InspectionError): void {
    if (this.#errors.length < MOST_ERRORS) this.#errors.push(error);
  }

  #check(request: JsonObject, line: number): void {
    const { custom_id: customId, method, url, body } = request;
    const required: readonly (readonly [string, JsonValue | undefined])[] = [
      ["custom_id", customId],
      ["method", method],
      ["url", url],
      ["body", body],
    ];
    for (const [param, value] of required) {
      if (value === undefined || value === null) {
        this.#report({
          code: "missing_required_parameter",
          line,
          message: `Missing required parameter: '${param}'.`,
          param,
        });
      }
    }
    for (const param of Object.keys(request).filter((name) => !MEMBERS.has(name))) {
      this.#report({
        code: "unknown_parameter",
        line,
        message: `Unknown parameter: '${param}'.`,
        param,
      });
    }
    this.#checkId(customId, line);
    if (typeof method === "string" && method !== "POST") {
      this.#report({
        code: "invalid_method",
        line,
        message: `The method '${method}' is not supported. It must be 'POST'.`,
        param: "method",
      });
    }
    if (typeof url === "string" && url !== this.#endpoint) {
      this.#report({
        code: "invalid_url",
        line,
        message: `The URL provided for this request does not match the batch endpoint '${this.#endpoint}'.`,
        param: "url",
      });
    }
    if (isJsonObject(body)) this.#checkModel(body["model"], line);
    else if (body !== undefined && body !== null) {
      this.#report({
        code: "invalid_body",
        line,
        message: "The body of this request must be an object.",
        param: "body",
      });
    }
  }

  #checkId(customId: JsonValue | undefined, line: number): void {
    if (customId === undefined || customId === null) return;
    if (typeof customId !== "string" || customId === "") {
      this.#report({
        code: "invalid_type",
        line,
        message: "The custom_id must be a string that is not empty.",
        param: "custom_id",
      });
      return;
    }
    if (this.#ids.add(customId)) return;
    this.#report({
      code: "duplicate_custom_id",
      line,
      message:
        "The custom_id for this request is a duplicate of another request. The custom_id parameter must be unique for each request in a batch.",
      param: "custom_id",
    });
  }

  #checkModel(model: JsonValue | undefined, line: number): void {
    const param = "body.model";
    if (typeof model !== "string") {
      this.#report({
        code: "missing_required_parameter",
        line,
        message: `Missing required parameter: '${param}'.`,
        param,
      });
      return;
    }
    if (model === this.#model) return;
    if (this.#model !== undefined) {
      this.#report({
        code: "mismatched_model",
        line,
        message: `The model '${model}' of this request does not match the model '${this.#model}' of the first one. A batch can only hold requests to a single model.`,
        param,
      });
      return;
    }
    this.#model = model;
    if (openaiModel(model, this.#models) === undefined) {
      this.#report({
        code: "model_not_found",
        line,
        message: `The provided model '${model}' is not supported by the Batch API.`,
        param,
      });
    }
  }

  finish(): Inspection {
    const { requestsPerJob, bytesPerJob, enqueuedTokens } = this.#limits;
    if (this.#requests === 0) {
      this.#report({ code: "empty_file", message: "The input file is empty." });
    }
    if (this.#requests > requestsPerJob) {
      this.#report({
        code: "too_many_tasks",
        message: `The number of requests in the input file (${this.#requests}) exceeds the limit of ${requestsPerJob}.`,
      });
    }
    if (this.#bytes > bytesPerJob) {
      this.#report({
        code: "file_too_large",
        message: `The input file has ${this.#bytes} bytes, which exceeds the limit of ${bytesPerJob}.`,
      });
    }
    if (this.#errors.length === 0 && this.#enqueued + this.#tokens > enqueuedTokens) {
      this.#report({
        code: "token_limit_exceeded",
        message: `Enqueued token limit reached for ${this.#model ?? "the model"}. Limit: ${enqueuedTokens} enqueued tokens. Please try again once some in_progress batches have been completed.`,
      });
    }
    return {
      requests: this.#requests,
      tokens: this.#tokens,
      model: this.#model,
      errors: this.#errors,
    };
  }
}
