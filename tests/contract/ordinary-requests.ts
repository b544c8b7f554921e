import { describe, expect, it } from "vitest";
import { ProviderError } from "../../src/errors.ts";
import type { RequestSettings } from "../../src/providers/provider.ts";
import { testEmulator } from "../support/emulated.ts";
import { PlannedClock } from "../support/planned-clock.ts";
import { sampleSettings } from "../support/sample-settings.ts";
import type { ProviderUnderTest } from "./provider-under-test.ts";

const KEY = "key-that-must-not-be-seen";

function strict(output: RequestSettings["output"]) {
  if (output.kind === "text") throw new Error("This needs a schema.");
  return output;
}

/** What every provider answers outside of a batch. */
export function describeOrdinaryRequests(name: string, under: ProviderUnderTest): void {
  describe(`${name}, asked without a batch`, () => {
    it("answers an ordinary request, and gives the provider's reason for refusing a schema", async () => {
      await using emulator = await testEmulator();
      const provider = await under.create({
        env: { [under.keyVariable]: KEY },
        clock: new PlannedClock(),
        random: () => 0,
        model: under.model,
        flags: under.flags ?? {},
        baseUrl: under.baseUrl(emulator),
      });
      const body = (output: RequestSettings["output"]) => ({
        ...provider.codec.encodeSettings({ ...sampleSettings, model: under.model, output }),
        ...provider.codec.encodeConversation({
          system: undefined,
          messages: [{ role: "user", content: "I am Alice, 28 years old." }],
        }),
      });
      const { output } = under.settings;
      const answer = await provider.transport.ask(under.model, body(output), {});
      expect(JSON.stringify(answer)).toContain("Alice");
      const schema = { type: "object", properties: { name: { type: "text" } } };
      const refused = provider.transport.ask(under.model, body({ ...strict(output), schema }), {});
      await expect(refused).rejects.toThrow(ProviderError);
      const error: unknown = await refused.catch((reason: unknown) => reason);
      expect(error).toMatchObject({ status: 400, reason: expect.stringMatching(/schema|type/i) });
      expect(String(error)).not.toContain(KEY);
    });
  });
}
