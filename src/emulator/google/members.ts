import type { JsonObject } from "../../util/json.ts";
import { unknownName } from "./errors.ts";

/**
 * The members of a message under their names in JSON: the service reads `system_instruction` and `systemInstruction`
 * alike.
 *
 * @throws Refused for a member that the message does not have.
 */
export function membersOf(value: JsonObject, known: ReadonlySet<string>, at: string): JsonObject {
  const members: Record<string, JsonObject[string]> = {};
  for (const [name, member] of Object.entries(value)) {
    const camel = name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    if (!known.has(camel)) throw unknownName(name, at);
    members[camel] = member;
  }
  return members;
}

/** `generationConfig` as messages about it write it. */
export function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
