/** A rule of a dialect that a schema breaks. */
export interface Finding {
  /** Short and stable, such as `closed_objects`. */
  readonly rule: string;
  /** JSON pointer into the schema. */
  readonly pointer: string;
  readonly message: string;
}
