import { textOf, type Database } from "./database.ts";

/** Values that all processes on a directory share. */
export class Settings {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  number(name: string): number {
    const row = this.#database.get("SELECT value FROM setting WHERE name = ?", name);
    return row === undefined ? 0 : Number(textOf(row, "value"));
  }

  set(name: string, value: number): void {
    this.#database.run(
      "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      name,
      String(value),
    );
  }

  add(name: string, amount: number): number {
    return this.#database.transaction(() => {
      const sum = this.number(name) + amount;
      this.set(name, sum);
      return sum;
    });
  }

  clear(): void {
    this.#database.run("DELETE FROM setting");
  }
}
