import { areToldApart, identify } from "../intermediate/discriminator.ts";
import type { Node, ObjectShape, Property, Use } from "../intermediate/node.ts";
import { formOf, isPlain } from "./forms.ts";
import type { Scope } from "./scope.ts";
import { propertyId } from "./choices.ts";

/** Which branches of a union have to tell which they are. */
export interface BranchNeeds {
  readonly tagged: ReadonlySet<number>;
}

/**
 * Finds branches that an answer could not be told apart by, although they are read differently, and those that a dialect
 * wants to differ in their first key.
 */
export function branchNeeds(branches: readonly Use[], scope: Scope): BranchNeeds {
  const nodes = branches.map(({ node }) => node);
  const forms = nodes.map((node) => formOf(node, scope));
  const plain = nodes.map((node) => isPlain(node, scope));
  const tagged = new Set<number>();
  for (const [left, first] of nodes.entries()) {
    for (const [right, second] of nodes.entries()) {
      if (right <= left || !mayMeet(forms[left], forms[right])) continue;
      const objects = forms[left] === "object" && forms[right] === "object";
      if (objects && clash(first, second, scope)) {
        tagged.add(left).add(right);
      } else if (!(plain[left] && plain[right]) && areAlike(first, second, scope)) {
        // One of the two may go without, as long as it needs no reading.
        if (objects || !plain[left]) tagged.add(left);
        if (objects || !plain[right]) tagged.add(right);
      }
    }
  }
  return { tagged };
}

type Forms = ReturnType<typeof formOf> | undefined;

function mayMeet(first: Forms, second: Forms): boolean {
  return first === second || first === "several" || second === "several";
}

/** Whether the dialect refuses both in one union, since they begin with the same key. */
function clash(first: Node, second: Node, scope: Scope): boolean {
  if (!scope.capabilities.distinctFirstKeys) return false;
  return firstKey(first) === firstKey(second) && !areToldApartFirst(first, second);
}

/** Whether the constants of the first key tell the two apart. */
function areToldApartFirst(first: Node, second: Node): boolean {
  const key = firstKey(first);
  return key !== undefined && areToldApart(first, second, key);
}

function firstKey({ shape }: Node): string | undefined {
  if (shape.kind === "array") return "item_1";
  if (shape.kind !== "object") return undefined;
  const first = shape.properties.find(({ use }) => use.node.shape.kind !== "undefined");
  return first?.key;
}

/** Whether some JSON could be an answer for either branch. */
function areAlike(first: Node, second: Node, scope: Scope): boolean {
  if (scope.isText(first) || scope.isText(second)) return true;
  if (first.shape.kind === "constants" && second.shape.kind === "constants") {
    const known = new Set(first.shape.values.map(identify));
    return second.shape.values.some((value) => known.has(identify(value)));
  }
  if (first.shape.kind !== "object" || second.shape.kind !== "object") return true;
  if (areToldApart(first, second)) return false;
  const [left, right] = [
    { id: first.id, shape: first.shape },
    { id: second.id, shape: second.shape },
  ];
  return !lacks(left, right, scope) && !lacks(right, left, scope);
}

interface ObjectNode {
  readonly id: number;
  readonly shape: ObjectShape;
}

/** Whether the second can't be without a key that the first can't have. */
function lacks(first: ObjectNode, second: ObjectNode, scope: Scope): boolean {
  if (isOpen(first.shape, scope)) return false;
  const known = new Set(first.shape.properties.map(({ key }) => key));
  return second.shape.properties.some(
    (property) => !known.has(property.key) && isWritten(second.id, property, scope),
  );
}

/** Whether the key is there in every answer. */
function isWritten(node: number, property: Property, { capabilities, choices }: Scope): boolean {
  if (property.use.node.shape.kind === "undefined") return false;
  if (property.presence === "required") return true;
  if (capabilities.absence !== "budgeted") return capabilities.absence === "never";
  return (choices.absence.get(propertyId(node, property.key)) ?? "optional") !== "optional";
}

function isOpen({ rest }: ObjectShape, { capabilities }: Scope): boolean {
  const { additionalProperties, maps } = capabilities.objects;
  return (
    (rest.kind === "unsaid" && additionalProperties === "natural") || (rest.kind === "open" && maps)
  );
}
