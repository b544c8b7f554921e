import { reachable } from "./intermediate/node.ts";
import type { ModelPath } from "./intermediate/path.ts";
import { readModel } from "./read-model.ts";
import type { ResponseModel } from "./response-model.ts";

/** Something that only the model's own validation enforces. */
export interface ValidatedOnly {
  readonly path: ModelPath;
  /** Such as "a refinement". */
  readonly what: string;
}

/**
 * What of a model no provider is told, whatever its dialect.
 *
 * @throws SchemaError for a model that can't be read
 */
export function validatedOnlyIn({ source }: ResponseModel): readonly ValidatedOnly[] {
  const { root } = readModel(source);
  const ofRoot = root.docs.validated.map((what) => ({ path: [], what }));
  return [
    ...ofRoot,
    ...reachable(root.node).flatMap(({ shape, path, docs }) => [
      ...docs.validated.map((what) => ({ path, what })),
      ...(shape.kind === "object" ? shape.properties : []).flatMap(({ key, use }) =>
        use.docs.validated.map((what) => ({ path: [...path, key], what })),
      ),
    ]),
  ];
}
