import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import OpenAI from "openai";
import { startEmulator, type Emulator, type EmulatorOptions } from "../../src/emulator/server.ts";

/** A time to start from: nothing in the tests depends on the day that they run. */
export const START = Date.UTC(2026, 10, 20, 12, 0, 0);

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A clock that stands still until it is moved. */
export class ManualClock {
  #now = START;

  now(): number {
    return this.#now;
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

/** A job, as the admin side shows it. */
export interface AdminJob {
  readonly number: number;
  readonly provider: string;
  readonly id: string;
  readonly createdAt: number;
  readonly state: string;
  readonly requests: number | null;
  readonly metadata: Record<string, string> | null;
  readonly displayName: string | null;
  readonly counts: Record<string, number> | null;
  readonly body: string;
  readonly bodyBytes: number;
  readonly bodySha256: string;
}

/** An emulator with a clock that stands still, and bare SDK clients of each provider. */
export class Bench implements AsyncDisposable {
  readonly emulator: Emulator;
  readonly clock: ManualClock;

  private constructor(emulator: Emulator, clock: ManualClock) {
    this.emulator = emulator;
    this.clock = clock;
  }

  static async open(options: Omit<EmulatorOptions, "clock"> = {}): Promise<Bench> {
    const clock = new ManualClock();
    return new Bench(await startEmulator({ workMs: HOUR, ...options, clock }), clock);
  }

  /** Retries are off: what is sent once arrives once. */
  openai(options: ConstructorParameters<typeof OpenAI>[0] = {}): OpenAI {
    return new OpenAI({
      apiKey: "sk-test",
      baseURL: this.emulator.baseUrls.openai,
      maxRetries: 0,
      ...options,
    });
  }

  anthropic(options: ConstructorParameters<typeof Anthropic>[0] = {}): Anthropic {
    return new Anthropic({
      apiKey: "sk-ant-test",
      baseURL: this.emulator.baseUrls.anthropic,
      maxRetries: 0,
      ...options,
    });
  }

  google(options: ConstructorParameters<typeof GoogleGenAI>[0] = {}): GoogleGenAI {
    return new GoogleGenAI({
      apiKey: "AIza-test",
      httpOptions: { baseUrl: this.emulator.baseUrls.google },
      ...options,
    });
  }

  async admin(
    path: string,
    init?: { readonly method: string; readonly body?: unknown },
  ): Promise<unknown> {
    const response = await fetch(`${this.emulator.url}/admin/${path}`, {
      ...(init && { method: init.method, body: JSON.stringify(init.body ?? {}) }),
    });
    return response.json();
  }

  /** The jobs that were accepted: what would be paid for. */
  async jobs(): Promise<readonly AdminJob[]> {
    const response = await fetch(`${this.emulator.url}/admin/jobs`);
    const { jobs }: { jobs: readonly AdminJob[] } = JSON.parse(await response.text());
    return jobs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.emulator.close();
  }
}

/** Asks until the answer is what is waited for; every question gives the emulator's work its turn. */
export async function until<T>(ask: () => Promise<T>, done: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (done(answer)) return answer;
  }
}

export const PEOPLE: readonly (readonly [string, string, number])[] = [
  ["Hi there! My name is Alice and I'm 28 years old. I work as a software engineer.", "Alice", 28],
  ["Hello, I'm Bob, 35 years old, and I love hiking and photography.", "Bob", 35],
  ["This is Sarah speaking. I'm 42 and I'm a graphic designer.", "Sarah", 42],
  ["Hey! John here, I'm 29 years old and I teach high school math.", "John", 29],
  ["I'm Emma, 33 years old, currently working as a marketing manager.", "Emma", 33],
  ["My name is Michael and I'm 45 years old. I'm a chef at a downtown restaurant.", "Michael", 45],
  ["I'm Lisa, 31 years old, working as a nurse at the local hospital.", "Lisa", 31],
  ["This is David, 38 years old, I'm a freelance photographer.", "David", 38],
  ["Hello, I'm Jessica, 26 years old, and I'm a data scientist.", "Jessica", 26],
  ["I'm Ryan, 41 years old, working in software development for a tech startup.", "Ryan", 41],
];

export const USER_SCHEMA = {
  type: "object",
  properties: { name: { type: "string" }, age: { type: "integer" } },
  required: ["name", "age"],
  additionalProperties: false,
} as const;

/** The lines of a file of results. */
export function splitLines(text: string): readonly string[] {
  return text.split("\n").filter((line) => line.trim() !== "");
}

export function parseLines(text: string): readonly Record<string, unknown>[] {
  return splitLines(text).map((line): Record<string, unknown> => JSON.parse(line));
}
