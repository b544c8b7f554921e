/** Where a response model can be loaded from, in any thread or process. */
export interface ModelFile {
  /** As in `schemas/user.ts#User`. */
  readonly path: string;
  /** What the path is relative to. */
  readonly folder: string;
}
