import { fixed } from "../../answers.ts";
import type { VenueMarket } from "../../core/listing.ts";
import type { Quote } from "../../core/prices.ts";
import type { VenueLink } from "../../link.ts";

/** Prices by SUBSCRIBE: `btcusdt@ticker`, `@miniTicker` (without bid and ask), `@bookTicker`. */
export function publicStream(
  link: VenueLink,
  marketOf: (id: string) => VenueMarket | undefined,
  figures: (market: VenueMarket, quote: Quote) => { readonly [name: string]: unknown },
): void {
  const wanted = new Map<string, { readonly market: VenueMarket; readonly channel: string }>();
  const tell = ({ market, channel }: { market: VenueMarket; channel: string }): void => {
    const quote = link.quote(market);
    if (quote === null) return;
    const { bid, ask, last, at } = quote;
    const sides = { s: market.id, b: fixed(bid), B: "1000", a: fixed(ask), A: "1000" };
    if (channel === "bookTicker") {
      const stamp = market.kind === "swap" ? { e: "bookTicker", E: at, T: at } : {};
      return link.send({ ...stamp, u: at, ...sides });
    }
    const day = figures(market, quote);
    const mini = {
      E: at,
      s: market.id,
      c: fixed(last),
      o: day["openPrice"],
      h: day["highPrice"],
      l: day["lowPrice"],
      v: "0",
      q: "0",
    };
    if (channel === "miniTicker") return link.send({ e: "24hrMiniTicker", ...mini });
    const full = { p: "0", P: "0", w: fixed(last), x: fixed(last), Q: "0", O: day["openTime"], C: at, n: 0 };
    link.send({ e: "24hrTicker", ...mini, ...sides, ...full });
  };
  link.onMessage((text) => {
    const { id, method, params } = JSON.parse(text) as { id: unknown; method: string; params?: readonly string[] };
    const streams = params ?? [];
    link.reply({ result: null, id });
    for (const name of streams) {
      const [symbol = "", channel = ""] = name.split("@");
      const market = marketOf(symbol.toUpperCase());
      if (method === "UNSUBSCRIBE" || market === undefined) {
        wanted.delete(name);
        continue;
      }
      wanted.set(name, { market, channel });
      tell({ market, channel });
    }
  });
  link.onEvent((event) => {
    if (event.type !== "quote") return;
    const pair = event.symbol.split(":")[0];
    for (const one of wanted.values()) if (one.market.symbol.split(":")[0] === pair) tell(one);
  });
}
