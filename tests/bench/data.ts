import { createWriteStream } from "node:fs";
import { once } from "node:events";

/** Numbers in [0, 1) that are the same with every run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const WORDS =
  "the a of and to in is for with on that this was from by at as it an be customer invoice order late item price paid account café naïve quality deliver asked number please send again total".split(
    " ",
  );

/** A text of 200 to 600 characters that names a person, as people write: some of it quoted, some not ASCII. */
export function textOf(ordinal: number, random: () => number): string {
  const length = 200 + Math.floor(random() * 400);
  let text = `I am Ann Example ${ordinal}, ${18 + (ordinal % 70)} years old, "${ordinal % 7}" they say.`;
  while (text.length < length) text += ` ${WORDS[Math.floor(random() * WORDS.length)]}`;
  return text;
}

/** Ids longer than ten characters, which JSON.parse does not keep for ever. */
export function idOf(ordinal: number): string {
  return `record-${String(ordinal).padStart(12, "0")}`;
}

/** Input of `{id, text}` as JSON lines. */
export function inputLine(ordinal: number, random: () => number): string {
  return `${JSON.stringify({ id: idOf(ordinal), text: textOf(ordinal, random) })}\n`;
}

/** One that is not as it should be in a thousand. */
const BROKEN = 1_000;

/** What a model would answer for a record; now and then no JSON at all. */
export function personJson(ordinal: number): string {
  const person = {
    name: `Ann Example ${ordinal}`,
    age: 18 + (ordinal % 70),
    email: `ann.${ordinal}@example.com`,
    active: ordinal % 3 === 0,
  };
  const text = JSON.stringify(person);
  return ordinal % BROKEN === 0 ? text.slice(0, -9) : text;
}

/** A line of OpenAI's output file, as its documentation shows it. */
export function openAIResultLine(customId: string, answer: string): string {
  return `{"id": "batch_req_${customId}", "custom_id": "${customId}", "response": {"status_code": 200, "request_id": "req_0123456789abcdef0123456789abcdef", "body": {"id": "chatcmpl-AbCdEfGhIjKlMnOpQrStUvWxYz", "object": "chat.completion", "created": 1795000000, "model": "gpt-4o-mini-2024-07-18", "choices": [{"index": 0, "message": {"role": "assistant", "content": ${JSON.stringify(answer)}, "refusal": null, "annotations": []}, "logprobs": null, "finish_reason": "stop"}], "usage": {"prompt_tokens": 182, "completion_tokens": 31, "total_tokens": 213, "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0}, "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0, "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0}}, "service_tier": "default", "system_fingerprint": "fp_0123456789"}}, "error": null}\n`;
}

/** The numbers from 1 to `count` in an order that is the same with every run, and no order. */
export function shuffled(count: number, random: () => number): Uint32Array {
  const numbers = Uint32Array.from({ length: count }, (_, index) => index + 1);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const kept = numbers[last] ?? 0;
    numbers[last] = numbers[other] ?? 0;
    numbers[other] = kept;
  }
  return numbers;
}

const WRITE_CHARACTERS = 1 << 20;

/** Writes texts to a file, as many as come. */
export async function writeTexts(
  path: string,
  texts: Iterable<string> | AsyncIterable<string>,
): Promise<void> {
  const file = createWriteStream(path);
  let gathered = "";
  for await (const text of texts) {
    gathered += text;
    if (gathered.length < WRITE_CHARACTERS) continue;
    if (!file.write(gathered)) await once(file, "drain");
    gathered = "";
  }
  file.end(gathered);
  await once(file, "close");
}
