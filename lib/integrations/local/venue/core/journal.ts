import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Rows changed together, by table; written as one line, so that a kill leaves all of them or none. */
export type Changes = Readonly<Record<string, readonly object[]>>;

/** An append-only file of what changed. A last line that a kill cut short is dropped when it is read. */
export class Journal {
  readonly #file: string | null;

  /** @param file null: nothing is kept (tests) */
  constructor(file: string | null) {
    this.#file = file;
    if (file !== null) mkdirSync(dirname(file), { recursive: true });
  }

  read(onChanges: (changes: Changes) => void): void {
    if (this.#file === null || !existsSync(this.#file)) return;
    const text = readFileSync(this.#file, "utf8");
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    for (const line of whole.split("\n")) if (line !== "") onChanges(JSON.parse(line) as Changes);
    if (whole.length < text.length) writeFileSync(this.#file, whole, { mode: 0o600 });
  }

  append(changes: Changes): void {
    if (this.#file !== null) appendFileSync(this.#file, `${JSON.stringify(changes)}\n`, { mode: 0o600 });
  }

  /** Begins anew with what is true now: the history of each row is not needed after a start. */
  compact(changes: Changes): void {
    if (this.#file === null) return;
    const fresh = `${this.#file}.new`;
    writeFileSync(fresh, `${JSON.stringify(changes)}\n`, { mode: 0o600 });
    renameSync(fresh, this.#file);
  }
}
