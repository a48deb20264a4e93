import type { Currency, Minor } from "@/lib/kernel/money";
import type { UtcMs } from "@/lib/kernel/time";

export interface AffiliateTransferOrder {
  /** Ours; it stands in the transfer's metadata. */
  readonly transferId: string;
  readonly accountId: string;
  readonly amount: Minor;
  readonly currency: Currency;
}

/** A transfer as the service has it. */
export interface SentTransfer {
  readonly id: string;
  /** Ours; null: it is none of this kind. */
  readonly transferId: string | null;
  readonly at: UtcMs;
  readonly amount: Minor;
  readonly currency: Currency;
}

/** What the platform gives to who brought its users: transfers of its own balance, apart from any charge. Rules of keys and faults as in Payments. */
export interface AffiliatePayments {
  /** "balance_short": the platform holds too little. */
  send(order: AffiliateTransferOrder, key: string): Promise<SentTransfer | "balance_short">;
  /** Transfers to an account since then. */
  listTo(accountId: string, since: UtcMs): Promise<SentTransfer[]>;
}
