import type { Hono } from "hono";
import type { JsonObject } from "../../util/json.ts";
import type { Call, CallEnv } from "../http/call.ts";
import { readBody } from "../http/body.ts";
import { respond } from "../http/respond.ts";
import { LineIds, openaiId } from "../ids.ts";
import { isJsonObject } from "../json-value.ts";
import { promptTokens } from "../model/conversation.ts";
import { tokensOf } from "../model/tokens.ts";
import { openaiModel, OPENAI_MODELS } from "../models/openai.ts";
import type { Services } from "../services.ts";
import { chatBody, responsesBody } from "./bodies.ts";
import { Refused } from "./errors.ts";
import { ENDPOINTS, replyTo, RequestReader } from "./reply.ts";
import { readResponsesTurns } from "./responses.ts";

const LARGEST_BODY = 64 * 1024 * 1024;
/** When the models that the emulator knows came out does not matter to anybody. */
const CREATED = 1_700_000_000;

/** The calls that are answered at once. */
export function directRoutes(app: Hono<CallEnv>, services: Services): void {
  const { models } = services;
  app.post("/chat/completions", (call) => answerNow(call, services, "/v1/chat/completions"));
  app.post("/responses", (call) => answerNow(call, services, "/v1/responses"));

  app.post("/responses/input_tokens", async (call) => {
    const body = await readObject(call);
    const turns = readResponsesTurns(body, { needsJsonWord: false });
    const settings = tokensOf(JSON.stringify([body["text"], body["tools"]]).length);
    return respond({
      object: "response.input_tokens",
      input_tokens: promptTokens(turns) + settings,
    });
  });

  app.get("/models", () => {
    const data = [...OPENAI_MODELS, ...models].map(modelObject);
    return respond({ object: "list", data });
  });

  app.get("/models/:id", (call) => {
    const id = call.req.param("id");
    if (openaiModel(id, models) === undefined) {
      const message = `The model '${id}' does not exist`;
      throw new Refused({ status: 404, message, param: "model", code: "model_not_found" });
    }
    return respond(modelObject(id));
  });
}

function modelObject(id: string): JsonObject {
  return { id, object: "model", created: CREATED, owned_by: "system" };
}

async function readObject(call: Call): Promise<JsonObject> {
  const { json } = await readBody(call, LARGEST_BODY);
  if (isJsonObject(json)) return json;
  throw new Refused({ status: 400, message: "We could not parse the JSON body of your request." });
}

async function answerNow(call: Call, { models, clock }: Services, path: string): Promise<Response> {
  const body = await readObject(call);
  const endpoint = ENDPOINTS[path];
  if (endpoint === undefined) throw new Refused({ status: 404, message: `There is no ${path}.` });
  const request = new RequestReader(endpoint, models).read(body);
  const reply = replyTo({ body, ...request, endpoint, warm: false, fault: undefined });
  const now = clock.now();
  const place = { ids: new LineIds(openaiId("x", now).slice(12)), position: 0, now };
  return respond(path === "/v1/responses" ? responsesBody(reply, place) : chatBody(reply, place));
}
