import type { Codec } from "../provider.ts";
import {
  appendTurns,
  decodeConversation,
  decodeRequest,
  encodeConversation,
  encodeRequest,
  encodeSettings,
  outputCap,
  withOutputCap,
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
  outputCap,
  withOutputCap,
  decodeResult,
  decodeStatus: (body) => decodeJob(body).status,
};
