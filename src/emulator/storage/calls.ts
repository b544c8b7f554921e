import { integerOf, textOf, type Database } from "./database.ts";

/** How often each route was called. */
export class Calls {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  count(route: string): void {
    this.#database.run(
      "INSERT INTO call (route, count) VALUES (?, 1) ON CONFLICT (route) DO UPDATE SET count = count + 1",
      route,
    );
  }

  all(): Readonly<Record<string, number>> {
    const rows = this.#database.all("SELECT route, count FROM call ORDER BY route");
    return Object.fromEntries(rows.map((row) => [textOf(row, "route"), integerOf(row, "count")]));
  }

  clear(): void {
    this.#database.run("DELETE FROM call");
  }
}
