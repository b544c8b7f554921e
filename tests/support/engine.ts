import { compilePrompt } from "../../src/prompt/prompt.ts";
import {
  compileRequestTemplate,
  type RequestTemplate,
} from "../../src/lifecycle/request-template.ts";
import { createCodec } from "../../src/providers/openai/codec.ts";
import { sampleSettings } from "./sample-settings.ts";

/** A template for texts, in OpenAI's form. */
export function textTemplate(): RequestTemplate {
  return compileRequestTemplate({
    codec: createCodec("chat"),
    settings: sampleSettings,
    prompt: compilePrompt({}),
  });
}
