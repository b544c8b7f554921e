import type { Hono } from "hono";
import type { JsonObject } from "../../util/json.ts";
import { readBody } from "../http/body.ts";
import type { Call, CallEnv } from "../http/call.ts";
import { respond } from "../http/respond.ts";
import { anthropicId, LineIds } from "../ids.ts";
import { isJsonObject } from "../json-value.ts";
import { promptTokens } from "../model/conversation.ts";
import { tokensOf } from "../model/tokens.ts";
import { ANTHROPIC_MODELS, anthropicModel, type AnthropicModel } from "../models/anthropic.ts";
import type { Services } from "../services.ts";
import { invalid, notFound, Refused } from "./errors.ts";
import { messageOf, RequestReader } from "./reply.ts";
import { readPrompt } from "./turns.ts";
import { timestamp } from "./wire.ts";

const LARGEST_BODY = 32 * 1000 * 1000;
const CREATED = timestamp(Date.UTC(2026, 0, 1));
const LONGEST_PAGE = 1000;

/** The calls that are answered at once. */
export function directRoutes(app: Hono<CallEnv>, { models }: Services): void {
  app.post("/messages", async (call) => {
    const params = await readObject(call);
    const request = new RequestReader({
      version: call.req.header("anthropic-version") ?? "",
      betas: call.req.header("anthropic-beta") ?? "",
      batch: false,
      extraModels: models,
    }).read(params);
    const ids = new LineIds(anthropicId("msgbatch"));
    return respond(messageOf(request, { ids, position: 0, fault: undefined, tier: "standard" }));
  });

  app.post("/messages/count_tokens", async (call) => {
    const params = await readObject(call);
    if (typeof params["model"] !== "string") throw invalid("model", "Field required");
    const { turns } = readPrompt(params, call.req.header("anthropic-version") ?? "");
    // The format is counted, but not compiled: a schema that is too complex passes here.
    const settings = JSON.stringify([params["output_config"] ?? null, params["tools"] ?? null]);
    return respond({ input_tokens: promptTokens(turns) + tokensOf(settings.length - 11) });
  });

  app.get("/models", (call) => {
    const limit = Math.min(Number(call.req.query("limit") ?? 20), LONGEST_PAGE);
    const known = [...ANTHROPIC_MODELS, ...models];
    const after = call.req.query("after_id");
    const start = after === undefined ? 0 : known.indexOf(after) + 1;
    const page = known
      .slice(start, start + limit)
      .flatMap((id) => anthropicModel(id, models) ?? []);
    return respond({
      data: page.map(modelObject),
      has_more: start + limit < known.length,
      first_id: page[0]?.id ?? null,
      last_id: page.at(-1)?.id ?? null,
    });
  });

  app.get("/models/:id", (call) => {
    const model = anthropicModel(call.req.param("id"), models);
    if (model === undefined) throw notFound(`model: ${call.req.param("id")}`);
    return respond(modelObject(model));
  });
}

async function readObject(call: Call): Promise<JsonObject> {
  const { json } = await readBody(call, LARGEST_BODY);
  if (isJsonObject(json)) return json;
  throw new Refused("invalid_request_error", "The request body is not valid JSON");
}

function modelObject(model: AnthropicModel): JsonObject {
  const supported = { supported: true };
  return {
    id: model.id,
    type: "model",
    display_name: model.id.replaceAll("-", " "),
    created_at: CREATED,
    deprecated_at: null,
    retires_at: null,
    lifecycle: "active",
    line: model.line,
    max_input_tokens: model.contextTokens,
    max_tokens: model.maxTokens,
    capabilities: {
      batch: supported,
      citations: supported,
      image_input: supported,
      pdf_input: supported,
      structured_outputs: { supported: model.structuredOutputs },
    },
  };
}
