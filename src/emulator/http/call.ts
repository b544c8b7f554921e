import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

/** What a fault does to the bodies of a call. */
export interface BodyFault {
  readonly dropUploadAfter?: number | undefined;
  readonly dropDownloadAfter?: number | undefined;
  readonly bytesPerSecond?: number | undefined;
}

/** The connection of a call is gone: there is nobody to answer. */
export class Disconnected extends Error {}

export interface CallEnv {
  readonly Bindings: HttpBindings;
  readonly Variables: { bodyFault: BodyFault };
}

export type Call = Context<CallEnv>;

/** Resets the connection, as a crashed server or a broken network does. */
export function resetConnection(call: Call): void {
  call.env.incoming.socket.resetAndDestroy();
}

/** `POST /openai/v1/batches/batch_1/cancel`: what fault profiles match. */
export function routeOf(call: Call): string {
  return `${call.req.method} ${call.req.path}`;
}

/** The route with its ids left out, by which calls are counted. */
export function routePattern(route: string): string {
  return route.replace(/(?<=\/(?:files|batches|models)\/)[^/:]+(?=$|[/:])/g, "{id}");
}
