import { integerOf, textOf, type Database } from "./database.ts";

/** A rule of a stored profile, by its place in it. */
export interface RuleKey {
  readonly profile: number;
  readonly rule: number;
}

/** Counts the strikes of faults, so that `times` holds over all processes, and over restarts. */
export class Strikes {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The place of this occasion among all at which the rule could have struck, from 0. */
  nextOccasion({ profile, rule }: RuleKey): number {
    const row = this.#database.get(
      `INSERT INTO occasion (profile, rule, count) VALUES (?, ?, 1)
         ON CONFLICT (profile, rule) DO UPDATE SET count = count + 1 RETURNING count`,
      profile,
      rule,
    );
    return row === undefined ? 0 : integerOf(row, "count") - 1;
  }

  /**
   * Whether the rule may strike on this occasion, given how often it may in all. The same occasion is counted once:
   * work that is done again meets the same faults.
   */
  claim({ profile, rule }: RuleKey, occasion: string, times: number): boolean {
    return this.#database.transaction(() => {
      const known = this.#database.get(
        "SELECT 1 FROM strike WHERE profile = ? AND rule = ? AND occasion = ?",
        profile,
        rule,
        occasion,
      );
      if (known !== undefined) return true;
      const row = this.#database.get(
        "SELECT count(*) AS count FROM strike WHERE profile = ? AND rule = ?",
        profile,
        rule,
      );
      if (row === undefined || integerOf(row, "count") >= times) return false;
      this.#database.run(
        "INSERT INTO strike (profile, rule, occasion) VALUES (?, ?, ?)",
        profile,
        rule,
        occasion,
      );
      return true;
    });
  }

  /** Stores a profile and gives its id. */
  addProfile(value: string): number {
    const row = this.#database.get("INSERT INTO profile (value) VALUES (?) RETURNING id", value);
    return row === undefined ? 0 : integerOf(row, "id");
  }

  profile(id: number): string | undefined {
    const row = this.#database.get("SELECT value FROM profile WHERE id = ?", id);
    return row && textOf(row, "value");
  }

  clear(): void {
    for (const table of ["strike", "occasion", "profile"])
      this.#database.run(`DELETE FROM ${table}`);
  }
}
