import { ProviderError } from "../errors.ts";
import { jsonInstructions } from "../prompt/json-instructions.ts";
import type { Provider } from "../providers/provider.ts";
import type { CompiledModel } from "../schema/response-model.ts";
import type { Probe, ProbeKey } from "../store/store.ts";
import type { Setup } from "../store/batch.ts";
import type { Engine } from "./engine.ts";

/** An answer is believed this long: providers change what they take, and compiled schemas are not kept for ever. */
const BELIEVED_MS = 7 * 24 * 60 * 60_000;

/** As little as every model takes: the answer does not matter. */
const OUTPUT_TOKENS = 16;

export interface ProbeRequest {
  readonly setup: Setup;
  readonly compiled: CompiledModel;
  /** Whether the provider is the emulator, whose word is not the provider's. */
  readonly emulated: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Learns whether a provider takes a schema, by one tiny ordinary request; from the store, where it was asked before.
 *
 * @throws ProviderError where the provider refuses for another reason than the schema
 */
export async function probeSchema(engine: Engine, request: ProbeRequest): Promise<Probe> {
  const known = await knownProbe(engine, request);
  if (known !== undefined) return known;
  const { setup, signal } = request;
  const provider = await engine.provider(setup);
  provider.requireKey();
  const refusal = await ask(provider, setup, signal);
  const probe = { refusal, askedAt: engine.clock.now() };
  await engine.store.rememberProbe(keyOf(request), probe);
  return probe;
}

/** What the provider said of the schema when it was asked last; undefined where that is too long ago, or never was. */
export async function knownProbe(
  { store, clock }: Engine,
  request: ProbeRequest,
): Promise<Probe | undefined> {
  const probe = await store.probe(keyOf(request));
  return probe === undefined || probe.askedAt < clock.now() - BELIEVED_MS ? undefined : probe;
}

function keyOf({ setup, compiled, emulated }: ProbeRequest): ProbeKey {
  const { output, model } = setup.request;
  return {
    schemaHash: compiled.hash,
    via: output.kind === "schema" ? output.via : "json",
    model: `${emulated ? "emulated:" : ""}${setup.provider}/${model}`,
  };
}

/** Why the schema is refused; undefined where it is taken. */
async function ask(
  provider: Provider,
  setup: Setup,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const { model } = setup.request;
  try {
    await provider.transport.ask(model, bodyOf(provider, setup), { signal });
    return undefined;
  } catch (error) {
    if (!(error instanceof ProviderError) || error.status !== 400) throw error;
    // Providers say the same of a bad schema and of a bad request; only the request without the schema tells them apart.
    const plain = { ...setup, request: { ...setup.request, output: { kind: "text" } as const } };
    try {
      await provider.transport.ask(model, bodyOf(provider, plain), { signal });
    } catch {
      throw error;
    }
    return error.reason;
  }
}

function bodyOf({ codec }: Provider, { request }: Setup) {
  const { output } = request;
  const asksInWords = output.kind === "schema" && output.via === "json";
  return {
    ...codec.encodeSettings({ ...request, maxOutputTokens: OUTPUT_TOKENS }),
    ...codec.encodeConversation({
      system: asksInWords ? jsonInstructions(output.schema) : undefined,
      messages: [{ role: "user", content: "Reply with the shortest JSON that is allowed." }],
    }),
  };
}
