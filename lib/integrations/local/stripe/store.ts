import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { Kind, Tables } from "./objects.ts";

type Row = Tables[Kind];
interface Line {
  readonly rows?: readonly Row[];
  readonly offsetMs?: number;
}

/**
 * Everything the stand-in knows, in memory, with a log of JSON lines beside it: one line a request, written before the answer leaves. A
 * line cut by a crash is the last one and was never answered; it is left out at the next start, which also writes the log anew.
 */
export class Store {
  readonly #tables = new Map<Kind, Map<string, Row>>();
  readonly #file: string;
  #offsetMs = 0;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#file = join(folder, "stand-in.jsonl");
    if (existsSync(this.#file)) this.#replay(readFileSync(this.#file, "utf8"));
    this.#rewrite();
  }

  /** How far the stand-in's clock stands ahead of the machine's. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  get<K extends Kind>(kind: K, id: string): Tables[K] | undefined {
    return this.#tables.get(kind)?.get(id) as Tables[K] | undefined;
  }

  /** All rows of a kind, oldest first. */
  all<K extends Kind>(kind: K): Tables[K][] {
    return [...(this.#tables.get(kind)?.values() ?? [])] as Tables[K][];
  }

  /** Writes rows for good, together or not at all. */
  commit(rows: readonly Row[]): void {
    if (rows.length === 0) return;
    appendFileSync(this.#file, `${JSON.stringify({ rows } satisfies Line)}\n`);
    for (const row of rows) this.#put(row);
  }

  setOffset(offsetMs: number): void {
    appendFileSync(this.#file, `${JSON.stringify({ offsetMs } satisfies Line)}\n`);
    this.#offsetMs = offsetMs;
  }

  #put(row: Row): void {
    const kind = row.object;
    const table = this.#tables.get(kind) ?? new Map<string, Row>();
    table.set(row.id, row);
    this.#tables.set(kind, table);
  }

  #replay(text: string): void {
    for (const json of text.split("\n")) {
      if (json === "") continue;
      let line: Line;
      try {
        line = JSON.parse(json) as Line;
      } catch {
        return; // the line that a crash cut short
      }
      if (line.offsetMs !== undefined) this.#offsetMs = line.offsetMs;
      for (const row of line.rows ?? []) this.#put(row);
    }
  }

  #rewrite(): void {
    const next = `${this.#file}.next`;
    const file = openSync(next, "w");
    writeSync(file, `${JSON.stringify({ offsetMs: this.#offsetMs } satisfies Line)}\n`);
    for (const table of this.#tables.values()) {
      for (const row of table.values()) writeSync(file, `${JSON.stringify({ rows: [row] } satisfies Line)}\n`);
    }
    fsyncSync(file);
    closeSync(file);
    renameSync(next, this.#file);
  }
}
