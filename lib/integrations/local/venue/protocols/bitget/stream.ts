import { plain } from "@/lib/kernel/decimal";
import { inBook } from "../../core/conditional.ts";
import { marketById } from "../../core/listing.ts";
import type { Fill, Order } from "../../core/rows.ts";
import type { VenueLink } from "../../link.ts";
import { signed } from "../../sign.ts";
import { tickerOf } from "./markets.ts";
import { idOf, tellFill, tellMix, tellPlan, tellSpot } from "./tell.ts";

interface Arg {
  readonly instType?: string;
  readonly channel?: string;
  readonly instId?: string;
}

/** `/v2/ws/public` tells prices, `/v2/ws/private` after a login the account's orders and fills. */
export function bitgetSocket(link: VenueLink): void {
  const args = new Map<string, Arg>();
  const state: { account: string | null } = { account: null };
  link.onMessage((text) => {
    if (text === "ping") return link.reply("pong");
    const { op, args: given = [] } = JSON.parse(text) as {
      op?: string;
      args?: readonly (Arg & Record<string, string>)[];
    };
    if (op === "login") {
      state.account = login(link, given[0] ?? {});
      const good = state.account !== null;
      return link.reply(good ? { event: "login", code: 0 } : { event: "error", code: 30005, msg: "error" });
    }
    for (const arg of given) {
      const hash = `${arg.instType} ${arg.channel} ${arg.instId}`;
      if (op === "unsubscribe") args.delete(hash);
      else args.set(hash, { instType: arg.instType ?? "", channel: arg.channel ?? "", instId: arg.instId ?? "" });
      link.reply({ event: op, arg });
      if (op === "subscribe" && state.account !== null) link.hears(state.account);
      if (op === "subscribe") tellPrice(link, arg);
    }
  });
  link.onEvent((event) => {
    if (event.type === "quote") {
      const id = event.symbol.split(":")[0]?.replace("/", "");
      for (const arg of args.values()) if (arg.instId === id) tellPrice(link, arg);
    }
    if ((event.type !== "order" && event.type !== "fill") || event.order.account !== state.account) return;
    const { order } = event;
    const fill = event.type === "fill" ? event.fill : null;
    for (const arg of args.values()) {
      const ours = arg.instType === (order.kind === "spot" ? "SPOT" : "USDT-FUTURES");
      const named = arg.instId === "default" || arg.instId === idOf(order);
      if (!ours || !named) continue;
      const send = (data: object): void =>
        link.send({ action: "snapshot", arg, data: [data], ts: link.now() }, order.account);
      if (arg.channel === "orders" && inBook(order)) send(tellUpdate(link, order, fill));
      if (arg.channel === "orders-algo" && order.trigger !== null)
        send({ ...tellPlan(order), instId: idOf(order), status: tellPlan(order).planStatus });
      if (arg.channel === "fill" && fill !== null) send({ ...tellFill(fill, order), feeDetail: [feeOf(fill)] });
    }
  });
}

function login(
  link: VenueLink,
  { apiKey = "", passphrase, timestamp = "", sign = "" }: Record<string, string>,
): string | null {
  const key = link.keyOf(apiKey);
  if (key === undefined || key.revoked || key.passphrase !== passphrase) return null;
  if (!(Math.abs(Number(timestamp) * 1_000 - link.now()) <= 30_000)) return null;
  return signed(`${timestamp}GET/user/verify`, key.apiSecret, sign, "base64") ? key.account : null;
}

function tellPrice(link: VenueLink, arg: Arg): void {
  if (arg.channel !== "ticker") return;
  const market = marketById("bitget", arg.instType === "SPOT" ? "spot" : "swap", arg.instId ?? "");
  const quote = market === undefined ? null : link.quote(market);
  if (market === undefined || quote === null) return;
  link.send({ action: "snapshot", arg, data: [tickerOf(market, quote)], ts: quote.at });
}

const feeOf = (fill: Fill) => ({
  feeCoin: fill.feeCurrency,
  fee: plain(fill.fee.negated()),
  totalFee: plain(fill.fee.negated()),
  deduction: "no",
});

function tellUpdate(link: VenueLink, order: Order, fill: Fill | null) {
  const told = order.kind === "spot" ? tellSpot(link.books, order) : tellMix(link.books, order);
  return {
    ...told,
    instId: idOf(order),
    newSize: told.size,
    accBaseVolume: plain(order.filled),
    // of a spot order this is the part that just filled
    baseVolume: plain(order.kind === "spot" ? (fill?.qty ?? 0) : order.filled),
    feeDetail: fill === null ? [] : [feeOf(fill)],
    ...(fill === null ? {} : { fillPrice: plain(fill.price), tradeId: fill.id, fillTime: String(fill.at) }),
  };
}
