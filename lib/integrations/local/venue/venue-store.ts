import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { LOCAL_ADDRESSES, type VenueKey } from "./account.ts";

/** A key as an older version of this file may have kept it. */
type KeptKey = Omit<VenueKey, "account" | "ips"> & Partial<Pick<VenueKey, "account" | "ips">>;

/** The venue's keys, in one file that outlives it. */
export class VenueStore {
  readonly #file: string | null;
  readonly #keys: Map<string, VenueKey>;

  /** @param file null: nothing is kept (tests) */
  constructor(file: string | null) {
    this.#file = file;
    if (file !== null) mkdirSync(dirname(file), { recursive: true });
    const kept = file !== null && existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as KeptKey[]) : [];
    this.#keys = new Map(kept.map((key) => [key.apiKey, { account: key.apiKey, ips: LOCAL_ADDRESSES, ...key }]));
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
    if (this.#file === null) return;
    const fresh = `${this.#file}.new`;
    writeFileSync(fresh, JSON.stringify([...this.#keys.values()], null, 2), { mode: 0o600 });
    renameSync(fresh, this.#file);
  }

  change(apiKey: string, changes: Partial<Pick<VenueKey, "rights" | "revoked" | "ips">>): void {
    const key = this.#keys.get(apiKey);
    if (key === undefined) throw new Error(`The venue gave out no key ${apiKey}`);
    this.put({ ...key, ...changes });
  }
}
