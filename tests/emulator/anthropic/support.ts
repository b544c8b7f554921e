import type Anthropic from "@anthropic-ai/sdk";
import type {
  MessageBatch,
  MessageBatchIndividualResponse,
} from "@anthropic-ai/sdk/resources/messages";
import { PEOPLE, until, USER_SCHEMA } from "../support.ts";

export type Request = Anthropic.Messages.Batches.BatchCreateParams.Request;

export function request(
  id: string,
  text: string,
  params: Partial<Request["params"]> = {},
): Request {
  return {
    custom_id: id,
    params: {
      model: "claude-haiku-5-5",
      max_tokens: 1024,
      messages: [{ role: "user", content: text }],
      output_config: { format: { type: "json_schema", schema: USER_SCHEMA } },
      ...params,
    },
  };
}

export function peopleRequests(count: number = PEOPLE.length): Request[] {
  return PEOPLE.slice(0, count).map(([text], place) => request(`request-${place}`, text));
}

export function untilEnded(client: Anthropic, id: string): Promise<MessageBatch> {
  return until(
    () => client.messages.batches.retrieve(id),
    ({ processing_status: status }) => status === "ended",
  );
}

export async function resultsOf(
  client: Anthropic,
  id: string,
): Promise<readonly MessageBatchIndividualResponse[]> {
  return Array.fromAsync(await client.messages.batches.results(id));
}
