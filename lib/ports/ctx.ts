import type { Db, Tx } from "@/lib/db/client";
import type { Clock } from "./clock";
import type { RulesConfig } from "./config";
import type { ExchangeAccounts } from "./exchange-accounts";
import type { Ids } from "./ids";
import type { KeyVault } from "./key-vault";
import type { LedgerSigner } from "./ledger-signer";
import type { Log } from "./log";
import type { Mailer } from "./mailer";
import type { OutgoingHttp } from "./outgoing-http";
import type { Passwords } from "./passwords";
import type { Payments } from "./payments";
import type { Prices } from "./prices";
import type { Seal } from "./seal";
import type { TradeVenues } from "./trade-venue";

/** A transaction's client, for verbs that take part in a caller's transaction. */
export type { Tx };

/** What a verb may ask of the world. Built once per process by lib/runtime/ctx.ts; tests build it with a clock to set. */
export interface Ctx {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly config: RulesConfig;
  readonly prices: Prices;
  readonly payments: Payments;
  readonly mailer: Mailer;
  readonly outgoing: OutgoingHttp;
  readonly seal: Seal;
  readonly keyVault: KeyVault;
  readonly exchangeAccounts: ExchangeAccounts;
  readonly tradeVenues: TradeVenues;
  readonly passwords: Passwords;
  readonly ledgerSigner: LedgerSigner;
}
