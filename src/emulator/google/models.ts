import type { Hono } from "hono";
import type { JsonObject } from "../../util/json.ts";
import { readBody } from "../http/body.ts";
import type { Call, CallEnv } from "../http/call.ts";
import { respond } from "../http/respond.ts";
import { googleId } from "../ids.ts";
import { isJsonObject } from "../json-value.ts";
import { promptTokens } from "../model/conversation.ts";
import { GOOGLE_MODELS, googleModel, type GoogleModel } from "../models/google.ts";
import type { Services } from "../services.ts";
import { create } from "./batches.ts";
import { invalid, Refused } from "./errors.ts";
import { pageOf } from "./pages.ts";
import { RequestReader, responseOf } from "./reply.ts";
import { readMembers } from "./settings.ts";
import { readTurns } from "./turns.ts";

const LARGEST_BODY = 100 * 1000 * 1000;
const METHODS = "generateContent batchGenerateContent countTokens";

/** The models, and what is asked of them by a method after a colon. */
export function modelRoutes(app: Hono<CallEnv>, services: Services): void {
  const { models } = services;

  app.get("/models", (call) => {
    const known = [...GOOGLE_MODELS, ...models].flatMap((id) => googleModel(id, models) ?? []);
    const numbered = known.map((model, place) => ({ model, number: known.length - place }));
    const { page, nextPageToken } = pageOf(
      call,
      (before = Infinity, limit) =>
        numbered.filter(({ number }) => number < before).slice(0, limit),
      { fallback: 50, longest: 1000 },
    );
    return respond({
      models: page.map(({ model }) => modelResource(model)),
      ...(nextPageToken !== undefined && { nextPageToken }),
    });
  });

  app.get("/models/:target", (call) =>
    respond(modelResource(findModel(call, services, call.req.param("target"), "getModel"))),
  );

  app.post("/models/:target", (call) => {
    const target = call.req.param("target");
    const colon = target.lastIndexOf(":");
    const [id, method] = [target.slice(0, colon), target.slice(colon + 1)];
    if (!METHODS.split(" ").includes(method)) {
      throw new Refused("NOT_FOUND", "Requested entity was not found.");
    }
    const model = findModel(call, services, id, method);
    if (method === "batchGenerateContent") return create(call, services, model.id);
    return method === "countTokens" ? countTokens(call) : generate(call, model);
  });
}

function findModel(call: Call, { models }: Services, id: string, method: string): GoogleModel {
  const model = googleModel(id, models);
  if (model !== undefined) return model;
  const version = call.req.path.split("/")[1] ?? "v1";
  throw new Refused(
    "NOT_FOUND",
    `models/${id} is not found for API version ${version}, or is not supported for ${method}. Call ListModels to see the list of available models and their supported methods.`,
  );
}

function modelResource({ id, contextTokens, outputTokens, thinks }: GoogleModel): JsonObject {
  return {
    name: `models/${id}`,
    version: "001",
    displayName: id.replaceAll("-", " "),
    inputTokenLimit: contextTokens,
    outputTokenLimit: outputTokens,
    supportedGenerationMethods: METHODS.split(" "),
    temperature: 1,
    topP: 0.95,
    topK: 64,
    maxTemperature: 2,
    ...(thinks && { thinking: true }),
  };
}

async function readObject(call: Call): Promise<JsonObject> {
  const { json } = await readBody(call, LARGEST_BODY);
  if (isJsonObject(json)) return json;
  throw invalid("Invalid JSON payload received. Expected an object.");
}

async function generate(call: Call, model: GoogleModel): Promise<Response> {
  const body = await readObject(call);
  const request = new RequestReader({ model, degenerate: false }).read(body);
  return respond(responseOf(request, { responseId: googleId(22), fault: undefined }));
}

async function countTokens(call: Call): Promise<Response> {
  const body = await readObject(call);
  const inner = body["generateContentRequest"];
  const request = readMembers(isJsonObject(inner) ? inner : body).request;
  const totalTokens = promptTokens(readTurns(request));
  return respond({
    totalTokens,
    promptTokensDetails: [{ modality: "TEXT", tokenCount: totalTokens }],
  });
}
