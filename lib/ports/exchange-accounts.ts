import type { ExchangeSecrets } from "./key-vault.ts";

/** What an exchange says a key may do. null: the exchange cannot be asked. */
export interface KeyRights {
  readonly read: boolean;
  readonly spot: boolean;
  readonly swap: boolean;
  readonly withdraw: boolean | null;
  /** To another account or customer, which loses the money as a withdrawal does. */
  readonly transfer: boolean | null;
  /** Whether the exchange takes it from named addresses only. */
  readonly ipBound: boolean | null;
  /** Rights that we do not know by name: a key with one is not let in. */
  readonly unknown: readonly string[];
}

export type KeyAnswer =
  | { readonly ok: true; readonly rights: KeyRights }
  /** `refused`: the exchange knows the key and says no, or does not know it. `unreachable`: nothing is known. Details are our own words. */
  | { readonly ok: false; readonly reason: "refused" | "unreachable"; readonly detail: string };

/** Asks an exchange about a key, over its account endpoints: reads only, never an order, never a withdrawal. */
export interface ExchangeAccounts {
  /** Exchanges that keys may be stored for. */
  readonly offered: readonly OfferedExchange[];
  /** Where the sandbox's own exchange gives out keys; null outside of the sandbox. */
  readonly sandboxUrl: string | null;
  rightsOf(exchange: string, secrets: ExchangeSecrets, options: { readonly testnet: boolean }): Promise<KeyAnswer>;
}

export interface OfferedExchange {
  readonly id: string;
  readonly name: string;
  readonly needsPassphrase: boolean;
  readonly testnet: boolean;
  /** Whether the exchange can be asked if a key may withdraw. Where not, only an admin's switch lets keys in. */
  readonly tellsRights: boolean;
}
