import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { utcMs } from "@/lib/kernel/time";
import type { OrderRequest, RequestPriority, TradeAccount } from "@/lib/ports/trade-venue";
import { type AnsweringServer, startAnsweringServer } from "./answering-server.fixture.ts";
import { listBinance } from "./binance-answers.fixture.ts";
import { openedAt } from "./open-account.fixture.ts";

/** The client asks by the machine's time, as exchanges answer by theirs. */
export const SINCE = utcMs(Math.floor(Date.now() / 1_000) * 1_000 - 60_000);

/** An execution, a millisecond a number after SINCE. */
export const trade = (id: number, fields: Readonly<Record<string, unknown>> = {}) => ({
  symbol: "BTCUSDT",
  id,
  orderId: 28,
  price: "65000.01",
  qty: "0.00000001",
  quoteQty: "0.00065",
  commission: "0.00000000001",
  commissionAsset: "BTC",
  time: SINCE + id,
  isBuyer: true,
  isMaker: false,
  isBestMatch: true,
  ...fields,
});

/** A server that answers as Binance does, and accounts opened at it: for the test file that calls this at top level. */
export function binanceStage() {
  let server: AnsweringServer;
  let account: TradeAccount;
  const opened: TradeAccount[] = [];
  const openAccount = async (timeoutMs = 10_000) => {
    const one = await openedAt(server.url, "binance", { timeoutMs });
    opened.push(one);
    server.asked.length = 0;
    return one;
  };

  beforeAll(async () => {
    server = await startAnsweringServer();
    listBinance(server);
    server.mark();
    await openAccount(); // ccxt is loaded here, which takes its time
  }, 30_000);
  afterEach(async () => {
    server.reset();
    await Promise.all(opened.splice(0).map((one) => one.close()));
  });
  afterAll(() => server.close());

  return {
    get server() {
      return server;
    },
    get account() {
      return account;
    },
    fresh: async (timeoutMs?: number) => {
      account = await openAccount(timeoutMs);
    },
    place: (sent: OrderRequest, priority: RequestPriority = "open", mayLeave = true) =>
      account.place(sent, priority, () => Promise.resolve(mayLeave)),
    /** The one request that was sent by POST. */
    sentBody: () => {
      const bodies = server.asked.filter(({ method }) => method === "POST");
      expect(bodies).toHaveLength(1);
      return Object.fromEntries(new URLSearchParams(bodies[0]?.body));
    },
  };
}
