import { fixed } from "../../answers.ts";
import { balanceOf } from "../../core/ledger.ts";
import { marketById, marketOf } from "../../core/listing.ts";
import type { VenueLink } from "../../link.ts";
import { checkSigned } from "../binance/check.ts";
import { publicStream } from "../binance/public-stream.ts";
import { ticker24h } from "./markets.ts";
import { tellReport } from "./tell.ts";

/** `stream.binance.com` tells prices, `ws-api.binance.com` the account after `userDataStream.subscribe.signature`. */
export function spotSocket(link: VenueLink): void {
  if (link.host.includes("ws-api")) privateSocket(link);
  else publicStream(link, (id) => marketById("binance", "spot", id), ticker24h);
}

function privateSocket(link: VenueLink): void {
  let account: string | null = null;
  link.onMessage((text) => {
    const { id, method, params } = JSON.parse(text) as {
      id: unknown;
      method: string;
      params?: Record<string, unknown>;
    };
    const no = (status: number, code: number, msg: string) => link.reply({ id, status, error: { code, msg } });
    if (method !== "userDataStream.subscribe.signature") return no(400, -1000, "Unknown method.");
    const given = Object.fromEntries(Object.entries(params ?? {}).map(([name, value]) => [name, String(value)]));
    const key = link.keyOf(given["apiKey"] ?? "");
    if (key === undefined || key.revoked) return no(401, -2015, "Invalid API-key, IP, or permissions for action.");
    const { signature = "", ...rest } = given;
    // The websocket API signs its parameters in the order of their names.
    const text2 = new URLSearchParams(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))).toString();
    const checked = checkSigned(key, `${text2}&signature=${signature}`, link.now(), "read");
    if (!checked.ok)
      return checked.no === "clockSkew"
        ? no(400, -1021, "Timestamp for this request is outside of the recvWindow.")
        : no(400, -1022, "Signature for this request is not valid.");
    account = key.account;
    link.hears(account);
    link.reply({ id, status: 200, result: { subscriptionId: 0 } });
  });
  link.onEvent((event) => {
    if (account === null) return;
    const send = (told: object): void => link.send({ subscriptionId: 0, event: told }, account ?? "");
    if (event.type === "balance" && event.account === account && event.wallet === "spot")
      send({
        e: "outboundAccountPosition",
        E: link.now(),
        u: link.now(),
        B: link.books.currencies(account, "spot").map((a) => {
          const { free, locked } = balanceOf(link.books, account ?? "", "spot", a);
          return { a, f: fixed(free), l: fixed(locked) };
        }),
      });
    if (event.type !== "order" && event.type !== "fill") return;
    const { order } = event;
    if (order.account !== account || marketOf(order.exchange, order.symbol)?.kind !== "spot") return;
    send(tellReport(link.books, order, event.type === "fill" ? event.fill : null));
  });
}
