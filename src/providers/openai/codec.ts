import type { Codec } from "../provider.ts";
import { withProviderOptions } from "../settings.ts";
import type { Endpoint } from "./models.ts";
import {
  appendTurns,
  bodyFormat,
  decodeConversation,
  decodeRequest,
  encodeRequest,
} from "./request.ts";
import { decodeResult } from "./result.ts";
import { decodeJob } from "./status.ts";

/**
 * The codec of one endpoint; results are read from either.
 *
 * @param path What the server calls the endpoint.
 */
export function createCodec(endpoint: Endpoint, path: string = bodyFormat(endpoint).path): Codec {
  const format = bodyFormat(endpoint);
  return {
    encodeSettings: (settings) =>
      withProviderOptions(format.settings(settings), settings.providerOptions, [
        "model",
        ...format.conversationMembers,
      ]),
    encodeConversation: (conversation) => format.conversation(conversation),
    decodeConversation,
    appendTurns,
    encodeRequest: (customId, body) => encodeRequest(customId, body, path),
    decodeRequest: (line) => decodeRequest(line, endpoint),
    outputCap: (body) => {
      const cap = body[format.capMember] ?? body["max_tokens"];
      return typeof cap === "number" ? cap : undefined;
    },
    withOutputCap: (body, tokens) => {
      const { max_tokens: _deprecated, ...rest } = body;
      return { ...rest, [format.capMember]: tokens };
    },
    decodeResult,
    decodeStatus: (body) => decodeJob(body).status,
  };
}
