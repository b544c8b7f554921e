import type { Codec } from "../provider.ts";
import {
  appendTurns,
  decodeConversation,
  decodeRequest,
  encodeConversation,
  encodeRequest,
  encodeSettings,
} from "./request.ts";
import { decodeResult } from "./result.ts";
import { decodeJob } from "./status.ts";

export const codec: Codec = {
  encodeSettings,
  encodeConversation,
  decodeConversation,
  appendTurns,
  encodeRequest,
  decodeRequest,
  outputCap: ({ max_tokens: cap }) => (typeof cap === "number" ? cap : undefined),
  withOutputCap: (body, tokens) => ({ ...body, max_tokens: tokens }),
  decodeResult,
  decodeStatus: (body) => decodeJob(body).status,
};
