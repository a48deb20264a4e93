import { randomBytes } from "node:crypto";
import { missingResource } from "./fault.ts";
import type { Kind, StoredEvent, Tables } from "./objects.ts";
import type { Store } from "./store.ts";

export const API_VERSION = "2026-10-28.endive";
export const PLATFORM = "platform";

interface CallOptions {
  readonly store: Store;
  readonly nowSec: number;
  readonly baseUrl: string;
  readonly requestId?: string;
  readonly idempotencyKey?: string;
  /** The connected account that the request speaks for (Stripe-Account). */
  readonly account?: string;
}

/** One request's unit of work: reads see what it wrote, nothing is kept unless it ends well. */
export class Call {
  readonly nowSec: number;
  readonly baseUrl: string;
  readonly account: string | null;
  readonly #options: CallOptions;
  readonly #written = new Map<string, Tables[Kind]>();

  constructor(options: CallOptions) {
    this.#options = options;
    this.nowSec = options.nowSec;
    this.baseUrl = options.baseUrl;
    this.account = options.account ?? null;
  }

  newId(prefix: string, length = 24): string {
    const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    return `${prefix}_${Array.from(randomBytes(length), (byte) => alphabet.charAt(byte % 62)).join("")}`;
  }

  find<K extends Kind>(kind: K, id: string): Tables[K] | null {
    const written = this.#written.get(id);
    if (written?.object === kind) return written as Tables[K];
    const stored = this.#options.store.get(kind, id);
    return stored === undefined ? null : structuredClone(stored);
  }

  /** @throws StripeFault "resource_missing" */
  get<K extends Kind>(kind: K, id: string): Tables[K] {
    const row = this.find(kind, id);
    if (row === null) throw missingResource(kind, id);
    return row;
  }

  /** All rows of a kind as this call sees them, oldest first: to look at. What is to be changed is taken by `get` or `all`. */
  rows<K extends Kind>(kind: K): readonly Readonly<Tables[K]>[] {
    const stored = this.#options.store.all(kind);
    const written = [...this.#written.values()].filter((row) => row.object === kind) as Tables[K][];
    if (written.length === 0) return stored;
    const rows = new Map(stored.map((row) => [row.id, row]));
    for (const row of written) rows.set(row.id, row);
    return [...rows.values()];
  }

  /** Copies of the rows of a kind, oldest first; with `wanted` only of those. */
  all<K extends Kind>(kind: K, wanted: (row: Readonly<Tables[K]>) => boolean = () => true): Tables[K][] {
    return this.rows(kind)
      .filter(wanted)
      .map((row) => structuredClone(row) as Tables[K]);
  }

  put<K extends Kind>(row: Tables[K]): Tables[K] {
    this.#written.set(row.id, row);
    return row;
  }

  /**
   * Records an event with a snapshot of the object, and its delivery. Events of a connected account carry its id and go to the Connect
   * endpoint's secret.
   */
  emit(type: string, object: object, account?: string): void {
    const event: StoredEvent = {
      id: this.newId("evt"),
      object: "event",
      ...(account === undefined ? {} : { account }),
      api_version: API_VERSION,
      created: this.nowSec,
      data: { object: withoutHidden(object) },
      livemode: false,
      pending_webhooks: 1,
      request: { id: this.#options.requestId ?? null, idempotency_key: this.#options.idempotencyKey ?? null },
      type,
    };
    this.put<"event">(event);
    this.put<"_delivery">({
      id: `_d_${event.id}`,
      object: "_delivery",
      event: event.id,
      attempts: 0,
      dueAt: 0,
      lastStatus: null,
    });
  }

  /** What this call wrote, in the order of first writing. */
  written(): Tables[Kind][] {
    return [...this.#written.values()];
  }
}

/** A copy without the names that begin with "_". */
export function withoutHidden<T extends object>(row: T): Omit<T, `_${string}`> {
  return structuredClone(Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith("_")))) as Omit<
    T,
    `_${string}`
  >;
}
