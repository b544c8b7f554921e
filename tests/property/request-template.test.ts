import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileRequestTemplate } from "../../src/lifecycle/request-template.ts";
import type { InputRecord, RecordContent } from "../../src/model/record.ts";
import { compilePrompt, renderConversation } from "../../src/prompt/prompt.ts";
import type { Codec } from "../../src/providers/provider.ts";
import { ByteBuffer } from "../../src/util/byte-buffer.ts";
import { CODECS } from "../support/codecs.ts";
import { sampleSettings } from "../support/sample-settings.ts";

const someText = fc.string({ unit: "binary", minLength: 1 });

const content: fc.Arbitrary<RecordContent> = fc.oneof(
  fc.record({ kind: fc.constant("text" as const), text: someText }),
  fc.record({
    kind: fc.constant("messages" as const),
    messages: fc
      .array(
        fc.record({ role: fc.constantFrom("user", "assistant", "system"), content: someText }),
        { minLength: 1 },
      )
      .map((messages) => [...messages, { role: "user" as const, content: "end" }]),
  }),
);

function recordWith(recordContent: RecordContent): InputRecord {
  return { id: "a", content: recordContent, source: "test", line: 1 };
}

/** What a line must be: the whole request, serialised at once. */
function whole(codec: Codec, record: InputRecord, system: string | undefined): unknown {
  const conversation = renderConversation(compilePrompt({ system }), record);
  const body = {
    ...codec.encodeSettings(sampleSettings),
    ...codec.encodeConversation(conversation),
  };
  return JSON.parse(JSON.stringify(codec.encodeRequest("nonce-0000001", body)));
}

describe.each(CODECS)("%s", (_name, codec) => {
  it("splices lines that are the same as ones that were serialised whole", () => {
    fc.assert(
      fc.property(content, fc.option(someText, { nil: undefined }), (recordContent, system) => {
        const prompt = compilePrompt({ system });
        const template = compileRequestTemplate({ codec, settings: sampleSettings, prompt });
        const buffer = new ByteBuffer(16);
        const record = recordWith(recordContent);
        template.write(buffer, Buffer.from("nonce-0000001"), record);
        expect(JSON.parse(buffer.view().toString())).toEqual(whole(codec, record, system));
      }),
    );
  });

  it("gives the part that makes two requests the same", () => {
    const template = compileRequestTemplate({
      codec,
      settings: sampleSettings,
      prompt: compilePrompt({ prompt: "Read {{text}} and {{n}}." }),
    });
    const parts = ["a-0000001", "b-0000002"].map((customId) => {
      const buffer = new ByteBuffer();
      const record = recordWith({ kind: "fields", fields: { text: "é", n: 3 } });
      const { start, end } = template.write(buffer, Buffer.from(customId), record);
      expect(buffer.view(0, start).toString()).toContain(customId);
      return buffer.view(start, end).toString();
    });
    expect(parts).toEqual(["é and 3", "é and 3"]);
  });
});
