import { randomBytes } from "node:crypto";
import type { Db } from "@/lib/db/client";
import { createLedgerSigner } from "@/lib/integrations/ledger-signer/create-ledger-signer";
import { ID_PREFIXES, makeId } from "@/lib/kernel/ids";
import type { Clock } from "@/lib/ports/clock";
import type { RulesConfig } from "@/lib/ports/config";
import type { Ctx } from "@/lib/ports/ctx";
import type { Ids } from "@/lib/ports/ids";
import type { Log } from "@/lib/ports/log";
import type { Mail } from "@/lib/ports/mailer";
import type { Ticker } from "@/lib/ports/prices";
import { createTestClock, type TestClock } from "./test-clock.ts";

/** A Ctx whose ports are stood in for: what was sent can be read, prices can be set, and a port that was not given says its name. */
export interface TestCtx extends Ctx {
  readonly clock: TestClock;
  readonly mails: readonly Mail[];
  /** Sets what `prices.latest` knows. */
  quote(ticker: Ticker): void;
}

const config: RulesConfig = {
  baseUrl: "http://localhost:3000",
  productionMode: false,
  sandbox: true,
  tradingEnabled: false,
  allowLive: false,
  liveConfirmToken: null,
  marketSource: "replay",
  devEndpoints: true,
  pushPublicKey: "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM",
  taxed: false,
  affiliate: { shareBps: 1_000, months: 12 },
  appName: "Heliograph",
};

/** `db` is a role of testDb(); `changes` put other ports in place. */
export function createTestCtx(
  db: Db,
  changes: Partial<Omit<Ctx, "db" | "clock">> & { clock?: TestClock } = {},
): TestCtx {
  const clock = changes.clock ?? createTestClock();
  const mails: Mail[] = [];
  const tickers = new Map<string, Ticker>();
  return {
    ids: createIds(clock),
    log: silentLog,
    config,
    prices: { latest: (exchange, symbol) => Promise.resolve(tickers.get(`${exchange} ${symbol}`) ?? null) },
    payments: absent("payments"),
    mailer: { send: (mail) => Promise.resolve(`mail ${mails.push(mail)}`) },
    outgoing: absent("outgoing"),
    seal: absent("seal"),
    keyVault: absent("keyVault"),
    exchangeAccounts: absent("exchangeAccounts"),
    tradeVenues: absent("tradeVenues"),
    passwords: absent("passwords"),
    ledgerSigner: createLedgerSigner("a secret for tests"),
    ...changes,
    db,
    clock,
    mails,
    quote: (ticker) => void tickers.set(`${ticker.exchange} ${ticker.symbol}`, ticker),
  };
}

export function createIds(clock: Clock): Ids {
  return {
    make: (noun) => makeId(ID_PREFIXES[noun], clock.now(), randomBytes(16)),
    random: (bytes) => randomBytes(bytes),
  };
}

const nothing = (): void => undefined;
/** Keeps nothing. */
export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** A port that this test did not give: any use fails and names it. */
function absent<Port extends object>(name: string): Port {
  return new Proxy({} as Port, {
    get(_target, property) {
      throw new Error(`this test uses ctx.${name}.${String(property)}: give createTestCtx a ${name}`);
    },
  });
}
