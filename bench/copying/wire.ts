/** What bench and venue say to each other over IPC. */
export type ToVenue =
  | { readonly kind: "keys"; readonly exchange: string; readonly count: number }
  | { readonly kind: "hang"; readonly account: string; readonly on: boolean }
  | { readonly kind: "orders"; readonly accounts: readonly string[] };

export interface MadeKey {
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly account: string;
}

export type FromVenue =
  | { readonly kind: "ready"; readonly url: string }
  | { readonly kind: "keys"; readonly keys: readonly MadeKey[] }
  | { readonly kind: "done" }
  /** When the entries and the exits of each account arrived, by the machine's clock. */
  | { readonly kind: "orders"; readonly buys: Arrivals; readonly sales: Arrivals };

/** A list for each account, oldest first. */
export type Arrivals = readonly (readonly number[])[];
