import type { Variant } from "../crash/crash-run.ts";
import type { TestEmulator } from "./emulated.ts";

/**
 * What a provider answered to a job, read from its raw lines without any of our code: of each request the first line, and
 * of that the text, where the line says that the answer is complete.
 */
export async function wholeAnswers(
  emulator: TestEmulator,
  provider: Variant["provider"],
  jobId: string,
): Promise<readonly string[]> {
  const seen = new Set<unknown>();
  const answers: string[] = [];
  for (const text of await RAW_LINES[provider](emulator, jobId)) {
    const line = parsed(text);
    const id = line?.["custom_id"] ?? line?.["key"];
    // The emulator's name for ids that nobody sent.
    if (line === undefined || seen.has(id) || String(id).endsWith("-foreign")) continue;
    seen.add(id);
    const answer = WHOLE[provider](line);
    if (answer !== undefined) answers.push(answer);
  }
  return answers;
}

/** Of lines, as far as they are as documented. */
type Line = Readonly<Record<string, any>>; // eslint-disable-line typescript/no-explicit-any -- raw lines, whatever is in them

function parsed(text: string): Line | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const HEADERS = {
  authorization: "Bearer key",
  "x-goog-api-key": "key",
  "anthropic-version": "2026-10-21",
};

async function get({ url }: TestEmulator, path: string): Promise<string> {
  const response = await fetch(`${url}${path}`, { headers: HEADERS });
  return response.ok ? await response.text() : "";
}

type Lines = (emulator: TestEmulator, jobId: string) => Promise<readonly string[]>;

const RAW_LINES: Readonly<Record<Variant["provider"], Lines>> = {
  async openai(emulator, jobId) {
    const job = parsed(await get(emulator, `/openai/v1/batches/${jobId}`));
    const file = job?.["output_file_id"];
    return file ? (await get(emulator, `/openai/v1/files/${file}/content`)).split("\n") : [];
  },
  async anthropic(emulator, jobId) {
    return (await get(emulator, `/anthropic/v1/messages/batches/${jobId}/results`)).split("\n");
  },
  async google(emulator, jobId) {
    const file = parsed(await get(emulator, `/v1/${jobId}`))?.["metadata"]?.output?.responsesFile;
    return file ? (await get(emulator, `/v1/${file}:download?alt=media`)).split("\n") : [];
  },
};

const WHOLE: Readonly<Record<Variant["provider"], (line: Line) => string | undefined>> = {
  openai({ response }) {
    const choice = response?.body?.choices?.[0];
    const whole = response?.status_code === 200 && choice?.finish_reason === "stop";
    return whole && !choice.message.refusal ? choice.message.content : undefined;
  },
  anthropic({ result }) {
    if (result?.type !== "succeeded" || result.message.stop_reason !== "end_turn") return undefined;
    const blocks: readonly Line[] = result.message.content;
    return blocks.flatMap(({ type, text }) => (type === "text" ? [text] : [])).join("");
  },
  google({ response }) {
    const candidate = response?.candidates?.[0];
    if (candidate?.finishReason !== "STOP") return undefined;
    const parts: readonly Line[] = candidate.content?.parts ?? [];
    return parts.flatMap(({ thought, text }) => (thought ? [] : [text])).join("");
  },
};
