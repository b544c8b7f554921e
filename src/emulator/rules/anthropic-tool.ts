import type { JsonValue } from "../../util/json.ts";
import { isJsonObject } from "../json-value.ts";
import { rejected, type Finding } from "./finding.ts";
import { places, propertiesOf } from "./places.ts";
import { malformed } from "./well-formed.ts";

const KEY = /^[a-zA-Z0-9_.-]{1,64}$/;
const INVALID =
  "JSON schema is invalid. It must match JSON Schema draft 2020-12 (https://json-schema.org/draft/2020-12).";

/** The input schema of a tool that is not strict: any JSON Schema 2020-12 with an object at its root. */
export function checkAnthropicTool(root: JsonValue): readonly Finding[] {
  const path: readonly string[] = [];
  if (!isJsonObject(root)) return [rejected("T", { path }, "Input should be an object")];
  const findings: Finding[] = [];
  if (root["type"] !== "object") {
    findings.push(rejected("A14", { path }, "type: Input should be 'object'"));
  }
  if (["anyOf", "oneOf", "allOf"].some((keyword) => keyword in root)) {
    findings.push(
      rejected(
        "A14",
        { path },
        "input_schema does not support oneOf, allOf, or anyOf at the top level",
      ),
    );
  }
  for (const place of places(root)) {
    findings.push(...malformed(place, () => INVALID));
    for (const key of Object.keys(propertiesOf(place.schema)).filter((one) => !KEY.test(one))) {
      findings.push(
        rejected(
          "A15",
          { path: [...place.path, "properties", key] },
          `Property keys should match pattern '${KEY.source}'`,
        ),
      );
    }
  }
  return findings;
}
