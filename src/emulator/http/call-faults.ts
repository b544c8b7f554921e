import { once } from "node:events";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { MiddlewareHandler } from "hono";
import type { FaultDesk } from "../faults/desk.ts";
import type { ProviderName } from "../faults/profile.ts";
import type { CallRule } from "../faults/scope.ts";
import { drain } from "./body.ts";
import { resetConnection, routeOf, type BodyFault, type Call, type CallEnv } from "./call.ts";

/** The failures that a provider answers with, in its own form. */
export interface Failures {
  rateLimited(retryAfterMs: number): Response;
  broken(): Response;
  overloaded(): Response;
}

const RETRY_AFTER = 1000;
const DROP_UPLOAD_AFTER = 1;
const DROP_DOWNLOAD_AFTER = 1024;
const SLOW = 64 * 1024;

/** Calls that carry a body worth cutting, in either direction. */
const UPLOADS =
  /^POST (?:\/openai\/v1\/files$|\/anthropic\/v1\/messages\/batches$|\/upload\/|.*:batchGenerateContent$)/;
const DOWNLOADS = /^GET .*(?:\/content$|\/results$|:download$)/;

/** Lets the faults of calls strike before, in or after what a route does. */
export function callFaults(
  desk: FaultDesk,
  provider: ProviderName,
  failures: Failures,
): MiddlewareHandler<CallEnv> {
  return async (call, next) => {
    const route = routeOf(call);
    const rule = await desk.callFault({ provider, route }, (one) => applies(one, route));
    call.set("bodyFault", bodyFault(rule));
    if (rule === undefined || isBodyFault(rule)) return next();
    if ("when" in rule && rule.when === "after") {
      await next();
      // The answer that is thrown away may hold a stream.
      await call.res.body?.cancel();
      call.res = await fail(call, rule, failures);
      return undefined;
    }
    return fail(call, rule, failures);
  };
}

function applies({ fault }: CallRule, route: string): boolean {
  if (fault === "drop_upload") return UPLOADS.test(route);
  if (fault === "drop_download") return DOWNLOADS.test(route);
  return fault !== "slow_body" || UPLOADS.test(route) || DOWNLOADS.test(route);
}

function isBodyFault({ fault }: CallRule): boolean {
  return fault === "drop_upload" || fault === "drop_download" || fault === "slow_body";
}

function bodyFault(rule: CallRule | undefined): BodyFault {
  if (rule?.fault === "drop_upload") {
    return { dropUploadAfter: rule.afterBytes ?? DROP_UPLOAD_AFTER };
  }
  if (rule?.fault === "drop_download") {
    return { dropDownloadAfter: rule.afterBytes ?? DROP_DOWNLOAD_AFTER };
  }
  return rule?.fault === "slow_body" ? { bytesPerSecond: rule.bytesPerSecond ?? SLOW } : {};
}

async function fail(call: Call, rule: CallRule, failures: Failures): Promise<Response> {
  if (rule.fault === "reset") {
    resetConnection(call);
    return RESPONSE_ALREADY_SENT;
  }
  if (rule.fault === "hang") {
    await once(call.env.outgoing, "close");
    return RESPONSE_ALREADY_SENT;
  }
  await drain(call);
  if (rule.fault === "redirect") {
    return call.redirect(new URL(call.req.path, rule.to).href, 307);
  }
  if (rule.fault === "rate_limit") {
    return failures.rateLimited(rule.retryAfterMs ?? RETRY_AFTER);
  }
  return rule.fault === "overloaded" ? failures.overloaded() : failures.broken();
}
