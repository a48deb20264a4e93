import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { VenueKey } from "./account.ts";

/** The venue's customers, in one file that outlives it. */
export class VenueStore {
  readonly #file: string;
  readonly #keys: Map<string, VenueKey>;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#file = join(folder, "keys.json");
    const kept = existsSync(this.#file) ? (JSON.parse(readFileSync(this.#file, "utf8")) as VenueKey[]) : [];
    this.#keys = new Map(kept.map((key) => [key.apiKey, key]));
  }

  get(exchange: string, apiKey: string): VenueKey | undefined {
    const key = this.#keys.get(apiKey);
    return key?.exchange === exchange ? key : undefined;
  }

  all(): readonly VenueKey[] {
    return [...this.#keys.values()];
  }

  put(key: VenueKey): void {
    this.#keys.set(key.apiKey, key);
    const fresh = `${this.#file}.new`;
    writeFileSync(fresh, JSON.stringify([...this.#keys.values()], null, 2), { mode: 0o600 });
    renameSync(fresh, this.#file);
  }

  change(apiKey: string, changes: Partial<Pick<VenueKey, "rights" | "revoked">>): void {
    const key = this.#keys.get(apiKey);
    if (key === undefined) throw new Error(`The venue gave out no key ${apiKey}`);
    this.put({ ...key, ...changes });
  }
}
