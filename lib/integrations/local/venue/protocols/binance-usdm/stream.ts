import { dec, plain } from "@/lib/kernel/decimal";
import { fixed } from "../../answers.ts";
import { bookClientIdOf, bookIdOf, inBook } from "../../core/conditional.ts";
import { marketById } from "../../core/listing.ts";
import { figuresOf } from "../../core/margin.ts";
import type { Fill, Order } from "../../core/rows.ts";
import type { VenueLink } from "../../link.ts";
import { publicStream } from "../binance/public-stream.ts";
import { ticker24h } from "../binance-spot/markets.ts";
import { clientIdOf, idOf, statusOf } from "../binance-spot/tell.ts";
import { keyOfListenKey } from "./listen-key.ts";
import { tellAlgo } from "./tell.ts";

/** Prices, or with a listen key the account's own news. */
export function usdmSocket(link: VenueLink): void {
  const listenKey = new URLSearchParams(link.query).get("listenKey") ?? /\/ws\/(local\w{40,})$/.exec(link.path)?.[1];
  if (listenKey === undefined) return publicStream(link, (id) => marketById("binance", "swap", id), ticker24h);
  const key = keyOfListenKey(link, listenKey);
  if (key === undefined) return link.close(1008, "invalid listen key");
  const { account } = key;
  link.hears(account);
  link.onEvent((event) => {
    if (event.type === "position" && event.position.account === account) {
      const { entryPrice, unrealised } = figuresOf(link.books, event.position);
      const position = {
        s: idOf(event.position),
        pa: plain(event.position.qty),
        ep: plain(entryPrice),
        up: fixed(unrealised),
        mt: "cross",
        ps: "BOTH",
      };
      link.send(
        {
          e: "ACCOUNT_UPDATE",
          E: link.now(),
          T: link.now(),
          a: { m: "ORDER", B: [wallet(link, account)], P: [position] },
        },
        account,
      );
    }
    if (event.type === "balance" && event.account === account && event.wallet === "swap")
      link.send(
        { e: "ACCOUNT_UPDATE", E: link.now(), T: link.now(), a: { m: "ORDER", B: [wallet(link, account)], P: [] } },
        account,
      );
    if ((event.type !== "order" && event.type !== "fill") || event.order.account !== account) return;
    const { order } = event;
    if (order.kind !== "swap") return;
    if (order.trigger !== null && event.type === "order") link.send(algoUpdate(link, order), account);
    if (inBook(order)) link.send(tradeUpdate(link, order, event.type === "fill" ? event.fill : null), account);
  });
}

function wallet(link: VenueLink, account: string) {
  const total = fixed(link.books.total(account, "swap", "USDT"));
  return { a: "USDT", wb: total, cw: total, bc: "0" };
}

function tradeUpdate(link: VenueLink, order: Order, fill: Fill | null) {
  const average = order.filled.isZero() ? dec(0) : order.filledQuote.div(order.filled).toDecimalPlaces(8);
  return {
    e: "ORDER_TRADE_UPDATE",
    E: link.now(),
    T: order.updatedAt,
    o: {
      s: idOf(order),
      c: bookClientIdOf(order),
      S: order.side,
      o: order.type === "market" ? "MARKET" : "LIMIT",
      f: order.type === "market" ? "GTC" : order.tif,
      q: plain(order.qty),
      p: plain(order.price ?? 0),
      ap: plain(average),
      sp: plain(order.trigger?.price ?? 0),
      x: fill !== null ? "TRADE" : order.state === "open" ? "NEW" : statusOf(order),
      X: statusOf(order),
      i: bookIdOf(order),
      l: plain(fill?.qty ?? 0),
      z: plain(order.filled),
      L: plain(fill?.price ?? 0),
      ...(fill === null ? {} : { N: fill.feeCurrency, n: fixed(fill.fee) }),
      T: order.updatedAt,
      t: fill === null ? 0 : Number(fill.id),
      b: "0",
      a: "0",
      m: fill?.maker ?? false,
      R: order.reduceOnly,
      wt: "CONTRACT_PRICE",
      ot: order.sentType,
      ps: "BOTH",
      cp: false,
      rp: fixed(fill?.pnl ?? dec(0)),
    },
  };
}

function algoUpdate(link: VenueLink, order: Order) {
  const { algoStatus, actualOrderId, triggerPrice, price, quantity } = tellAlgo(order);
  return {
    e: "ALGO_UPDATE",
    T: order.updatedAt,
    E: link.now(),
    o: {
      caid: clientIdOf(order),
      aid: Number(order.id),
      at: "CONDITIONAL",
      o: order.sentType,
      s: idOf(order),
      S: order.side,
      ps: "BOTH",
      f: "GTC",
      q: quantity,
      X: algoStatus,
      ai: actualOrderId,
      ap: "0",
      aq: plain(order.filled),
      tp: triggerPrice,
      p: price,
      wt: "CONTRACT_PRICE",
      cp: false,
      pP: false,
      R: order.reduceOnly,
      tt: order.triggeredAt ?? 0,
      gtd: 0,
      rm: order.reason,
    },
  };
}
