import type { JsonValue } from "../../util/json.ts";
import { resolveReference } from "../extractor/schema-pointer.ts";
import { isList } from "../json-value.ts";
import { findCycle } from "./cycles.ts";
import { ignored, rejected, type Finding, type Place } from "./finding.ts";
import { places } from "./places.ts";

/** https://ai.google.dev/api/generate-content#FIELDS.response_json_schema; everything else is passed over in silence. */
const KEYWORDS = new Set([
  "$id",
  "$defs",
  "$ref",
  "$anchor",
  "type",
  "format",
  "title",
  "description",
  "enum",
  "items",
  "prefixItems",
  "minItems",
  "maxItems",
  "minimum",
  "maximum",
  "anyOf",
  "oneOf",
  "properties",
  "additionalProperties",
  "required",
  "propertyOrdering",
]);

const FORMATS = new Set(["date-time", "date", "time"]);

/** Keywords that do no harm unread. */
const ANNOTATIONS = new Set([
  "$schema",
  "$comment",
  "examples",
  "default",
  "deprecated",
  "readOnly",
  "writeOnly",
]);

/** The sum of all maxItems up to which schemas are seen to be served. */
const MAX_ITEMS_IN_ALL = 960;

const BARE = "Request contains an invalid argument.";

export function checkGoogleJsonSchema(root: JsonValue): readonly Finding[] {
  const all = [...places(root)];
  const findings = all.flatMap((place) => [
    ...ignoredFindings(place),
    ...referenceFindings(place),
    ...enumFindings(place),
  ]);
  const cycle = findCycle(root, { requiredOnly: true });
  const path: readonly string[] = [];
  if (cycle !== undefined) {
    findings.push(
      rejected(
        "G3",
        { path },
        `Cyclic reference ${cycle} is only supported within non-required properties.`,
      ),
    );
  }
  const items = all.reduce((sum, { schema }) => sum + Number(schema["maxItems"] ?? 0), 0);
  return items > MAX_ITEMS_IN_ALL ? [...findings, rejected("G5", { path }, BARE)] : findings;
}

/** Keywords of this schema that the service does not read, whatever it says about its answers. */
export function unreadKeywords(root: JsonValue): ReadonlySet<string> {
  const unread = [...places(root)].flatMap(({ schema }) =>
    Object.keys(schema).filter((keyword) => !KEYWORDS.has(keyword)),
  );
  return new Set(unread);
}

function ignoredFindings(place: Place): readonly Finding[] {
  const { format } = place.schema;
  const unread = Object.keys(place.schema)
    .filter((keyword) => !KEYWORDS.has(keyword) && !ANNOTATIONS.has(keyword))
    .map((keyword) => ignored("G1", place, keyword));
  const unknownFormat = typeof format === "string" && !FORMATS.has(format);
  return unknownFormat ? [...unread, ignored("G4", place, "format")] : unread;
}

function referenceFindings(place: Place): readonly Finding[] {
  const { $ref, ...beside } = place.schema;
  if (typeof $ref !== "string") return [];
  const siblings = Object.keys(beside).filter((keyword) => !keyword.startsWith("$"));
  const findings: Finding[] = [];
  if (siblings.length > 0) {
    findings.push(
      rejected(
        "G2",
        place,
        `If $ref is set on a sub-schema, no other fields may be set except for those starting with a $: ${siblings.join(", ")}.`,
      ),
    );
  }
  // `definitions` is not read, so nothing is found under it.
  const unread = $ref.startsWith("#/definitions/");
  if (unread || resolveReference(place.root, $ref) === undefined) {
    findings.push(rejected("G2", place, `Reference ${$ref} could not be resolved.`));
  }
  return findings;
}

function enumFindings(place: Place): readonly Finding[] {
  const values = place.schema["enum"];
  if (!isList(values)) return [];
  const fine = values.every((value) => typeof value === "string" || typeof value === "number");
  return fine ? [] : [rejected("G4", place, "enum: only strings and numbers are supported.")];
}
