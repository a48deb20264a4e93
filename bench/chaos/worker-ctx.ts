import { openDb } from "@/lib/db/client";
import type { CrashPoint, OrderCtx } from "@/lib/features/orders/order-ctx";
import { createCcxtVenues } from "@/lib/integrations/ccxt/trade/create-ccxt-venues";
import { createKeyVault } from "@/lib/integrations/vault/create-key-vault";
import { masterKey } from "@/lib/integrations/vault/master-keys";
import { dec } from "@/lib/kernel/decimal";
import type { Log } from "@/lib/ports/log";
import { crashing } from "@/lib/runtime/worker/trade-accounts";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import type { PriceWords, WorkerSetup } from "./messages.ts";
import { createSwiftClock, swiftMachine } from "./swift-clock.ts";

/** How long one request may take, by the run's clock. */
const TIMEOUT_MS = 10_000;

/** The worker's Ctx with the real vault and the real ccxt; its clock is the run's, its prices are told by the one who moves the market. */
export function workerCtx(setup: WorkerSetup, log: Log): TestCtx & OrderCtx {
  const clock = createSwiftClock(setup.clock);
  const tradeVenues = createCcxtVenues({
    urlOf: () => setup.venueUrl,
    clock,
    log,
    mayTrade: true,
    machine: swiftMachine(setup.clock),
    timeoutMs: TIMEOUT_MS / setup.clock.speed,
    now: () => clock.now(),
  });
  const db = openDb(setup.databaseUrl, { poolMax: setup.poolMax, applicationName: "chaos-worker" });
  const keyVault = createKeyVault([masterKey(Buffer.from(setup.masterKey, "base64"))], { mayOpen: true });
  const base = createTestCtx(db, { clock, log, keyVault, tradeVenues });
  const config = { ...base.config, tradingEnabled: true, allowLive: true };
  const crashAt: CrashPoint | undefined = setup.crashAt ?? undefined;
  return { ...base, config, crash: crashing(crashAt) };
}

export function hearPrice(ctx: TestCtx, { exchange, symbols, bid, ask }: PriceWords): void {
  const at = ctx.clock.now();
  for (const symbol of symbols)
    ctx.quote({
      ...{ exchange, symbol, bid: dec(bid), ask: dec(ask), last: dec(bid).plus(ask).div(2) },
      ...{ exchangeAt: at, receivedAt: at, source: "exchange" },
    });
}
