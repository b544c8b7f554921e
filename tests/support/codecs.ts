import { codec as anthropic } from "../../src/providers/anthropic/codec.ts";
import { codec as google } from "../../src/providers/google/codec.ts";
import { createCodec } from "../../src/providers/openai/codec.ts";
import type { Codec } from "../../src/providers/provider.ts";

/** Every codec there is, by what it is called in a test. */
export const CODECS: readonly (readonly [name: string, codec: Codec])[] = [
  ["openai, chat completions", createCodec("chat")],
  ["openai, responses", createCodec("responses")],
  ["anthropic", anthropic],
  ["google", google],
];
