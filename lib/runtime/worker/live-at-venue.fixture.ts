import { EXCHANGE } from "@/lib/features/copies/copies.fixture";
import { arrangeLive, type LiveFollower, type LiveScene } from "@/lib/features/copies/live/live.fixture";
import { createCcxtVenues } from "@/lib/integrations/ccxt/trade/create-ccxt-venues";
import { TRADE_ONLY } from "@/lib/integrations/local/venue/ccxt.fixture";
import { startVenue, type Venue } from "@/lib/integrations/local/venue/start-venue";
import { utcMs } from "@/lib/kernel/time";
import type { TestDb } from "@/lib/testing/test-db";
import { Leases } from "../leases.ts";
import { openVault } from "./at-venue.fixture.ts";
import { startTradeAccounts } from "./trade-accounts.ts";

export const SWAP = "BTC/USDT:USDT";

/** A worker's accounts over the real ccxt and the local exchange's HTTP, by the machine's clock, which a test may put forward. */
export interface LiveAtVenue {
  readonly venue: Venue;
  readonly live: LiveScene;
  /** Moves the market of BTC at the exchange and in our feed, where it stays. */
  price(bid: string, ask?: string): void;
  /** All clocks jump by `ms`. */
  advance(ms: number): void;
  /** A follower who may trade the perpetual, and his account there. */
  follow(terms: Parameters<LiveScene["follow"]>[0]): Promise<{ readonly me: LiveFollower; readonly account: string }>;
  wake(): void;
  close(): Promise<void>;
}

export async function openLiveAtVenue(db: TestDb): Promise<LiveAtVenue> {
  let aheadMs = 0;
  const now = () => utcMs(Date.now() + aheadMs);
  const advance = (ms: number): void => {
    aheadMs += ms;
  };
  const clock = { now, set: () => undefined, advance };
  const { secrets, keyVault } = openVault();
  const venue = await startVenue({ port: 0, now });
  const live = await arrangeLive(db, { clock, keyVault });
  const { ctx } = live;
  let [bid, ask] = ["42000", "42000.1"];
  const market = (): void => {
    venue.setPrice({ symbol: "BTC/USDT", bid, ask });
    live.scene.quote(bid, ask, SWAP);
  };
  market();
  const pulse = setInterval(market, 1_000);
  const tradeVenues = createCcxtVenues({
    ...{ urlOf: () => venue.url, followsFeed: () => true },
    ...{ clock, now, log: ctx.log, mayTrade: true },
  });
  const leases = new Leases({ url: db.urls.worker, applicationName: "test-live", log: ctx.log, retryMs: 100 });
  const accounts = startTradeAccounts({ ...ctx, tradeVenues }, leases, undefined);
  return {
    venue,
    live,
    advance,
    price(nextBid, nextAsk = nextBid) {
      [bid, ask] = [nextBid, nextAsk];
      market();
    },
    async follow(terms) {
      const { apiKey, apiSecret, account } = venue.makeKey({ exchange: EXCHANGE, rights: TRADE_ONLY });
      const me = await live.follow({ ...terms, swap: true, limits: { symbols: [SWAP], ...terms?.limits } });
      secrets.set(me.ids.keyId, { apiKey, apiSecret });
      return { me, account };
    },
    wake: accounts.wake,
    async close() {
      clearInterval(pulse);
      await accounts.stop();
      await leases.stop();
      await venue.close();
    },
  };
}
