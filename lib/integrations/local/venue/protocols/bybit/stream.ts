import { marketById } from "../../core/listing.ts";
import type { VenueLink } from "../../link.ts";
import { signed } from "../../sign.ts";
import { tellPosition, tellWallet } from "./account.ts";
import { tickerOf } from "./markets.ts";
import { tellFill, tellOrder } from "./tell.ts";

interface Message {
  readonly op?: string;
  readonly req_id?: string;
  readonly args?: readonly unknown[];
}

/** `/v5/public/spot`, `/v5/public/linear` and, after `auth`, `/v5/private`. */
export function bybitSocket(link: VenueLink): void {
  const topics = new Set<string>();
  const hidden = link.path.endsWith("/private");
  const account: { id: string | null } = { id: null };
  if (hidden) hearPrivate(link, topics, account);
  const tell = hidden ? () => undefined : hearPublic(link, topics);
  link.onMessage((text) => {
    const { op, req_id, args = [] } = JSON.parse(text) as Message;
    const reply = (success: boolean, ret_msg: string) => link.reply({ success, ret_msg, op, req_id, conn_id: "local" });
    if (op === "ping")
      return hidden ? link.reply({ op: "pong", req_id, args: [String(link.now())] }) : reply(true, "pong");
    if (op === "auth") {
      const [apiKey = "", expires = "", signature = ""] = args.map(String);
      const key = link.keyOf(apiKey);
      const good =
        key !== undefined &&
        !key.revoked &&
        Number(expires) > link.now() &&
        signed(`GET/realtime${expires}`, key.apiSecret, signature, "hex");
      if (good) account.id = key.account;
      return reply(good, good ? "" : "Params Error: auth");
    }
    if (op === "subscribe") {
      if (hidden && account.id === null) return reply(false, "Request not authorized");
      for (const topic of args.map(String)) topics.add(topic);
      if (account.id !== null) link.hears(account.id);
      reply(true, "");
      for (const topic of args.map(String)) tell(topic);
      return;
    }
    if (op === "unsubscribe") {
      for (const topic of args.map(String)) topics.delete(topic);
      reply(true, "");
    }
  });
}

function hearPublic(link: VenueLink, topics: ReadonlySet<string>): (topic: string) => void {
  const kind = link.path.endsWith("/linear") ? "swap" : "spot";
  const tell = (topic: string): void => {
    const [channel = "", id = ""] = topic.split(".");
    const market = marketById("bybit", kind, id);
    const quote = market === undefined || channel !== "tickers" ? null : link.quote(market);
    if (market === undefined || quote === null) return;
    const { bid1Price, bid1Size, ask1Price, ask1Size, ...told } = tickerOf(market, quote);
    // The spot stream tells no sides.
    const data = kind === "spot" ? told : { ...told, bid1Price, bid1Size, ask1Price, ask1Size };
    link.send({ topic, ts: quote.at, type: "snapshot", cs: quote.at, data });
  };
  link.onEvent((event) => {
    if (event.type !== "quote") return;
    const pair = event.symbol.split(":")[0]?.replace("/", "");
    for (const topic of topics) if (topic.endsWith(`.${pair}`)) tell(topic);
  });
  return tell;
}

function hearPrivate(link: VenueLink, topics: ReadonlySet<string>, account: { readonly id: string | null }): void {
  const send = (topic: string, data: object): void => {
    if (!topics.has(topic) || account.id === null) return;
    link.send({ id: `${link.now()}`, topic, creationTime: link.now(), data: [data] }, account.id);
  };
  link.onEvent((event) => {
    if (account.id === null) return;
    if (event.type === "order" && event.order.account === account.id) send("order", tellOrder(event.order));
    if (event.type === "fill" && event.order.account === account.id) {
      send("order", tellOrder(event.order));
      send("execution", tellFill(event.fill, event.order));
    }
    if (event.type === "position" && event.position.account === account.id)
      send("position", tellPosition(link.books, event.position));
    if (event.type === "balance" && event.account === account.id) send("wallet", tellWallet(link.books, account.id));
  });
}
