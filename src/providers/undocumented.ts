import type { z } from "zod/v4";
import { ProtocolError } from "../errors.ts";

const NEXT = "Check the base URL, if you have set one.";

/** The error for an answer that is not as its provider documents it. */
export function undocumented(
  where: string,
  problem: string | z.ZodError,
  options?: ErrorOptions,
): ProtocolError {
  const words =
    typeof problem === "string"
      ? problem
      : problem.issues
          .map(({ path, message }) => `${path.join(".") || "the whole"}: ${message}`)
          .join("; ");
  return new ProtocolError(where, `the answer is not as documented: ${words}. ${NEXT}`, options);
}
