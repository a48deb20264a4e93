import { startVenue } from "@/lib/integrations/local/venue/start-venue";
import type { Arrivals, FromVenue, ToVenue } from "./wire.ts";

/** The local exchange in a process of its own, as a real one is. */
const TRADE_ONLY = { read: true, trade: true, withdraw: false, transfer: false, ipBound: true };
const venue = await startVenue({ port: 0, startUsdt: "1000000" });
const market = (): void => venue.setPrice({ symbol: "BTC/USDT", bid: "42000", ask: "42000.01" });
market();
setInterval(market, 500);

/** Stops aside. */
function arrivals(accounts: readonly string[], side: "BUY" | "SELL"): Arrivals {
  return accounts.map((account) =>
    venue.books
      .orders(account)
      .filter((order) => order.side === side && order.trigger === null)
      .map(({ at }) => at),
  );
}

function answer(asked: ToVenue): FromVenue {
  switch (asked.kind) {
    case "keys":
      return {
        kind: "keys",
        keys: Array.from({ length: asked.count }, () =>
          venue.makeKey({ exchange: asked.exchange, rights: TRADE_ONLY }),
        ),
      };
    case "hang":
      if (asked.on) venue.faults.arm({ kind: "hangBefore", account: asked.account, times: 1_000 });
      else venue.faults.disarm();
      return { kind: "done" };
    case "orders":
      return {
        kind: "orders",
        buys: arrivals(asked.accounts, "BUY"),
        sales: arrivals(asked.accounts, "SELL"),
      };
  }
}

const say = (message: FromVenue): void => void process.send?.(message);
process.on("message", (message: ToVenue) => say(answer(message)));
say({ kind: "ready", url: venue.url });
