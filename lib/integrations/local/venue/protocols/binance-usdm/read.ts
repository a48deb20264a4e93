import { marketById } from "../../core/listing.ts";
import type { Wanted } from "../../core/place.ts";
import type { No, Order } from "../../core/rows.ts";
import type { Asked } from "../../protocol.ts";
import { BadNumber, positiveOf, wayOf } from "../../read-order.ts";

/** Type, what goes to the book, and what it waits for. Conditional ones are taken at the algo endpoint alone. */
const TYPES: Readonly<Record<string, readonly [type: "market" | "limit", waits: "stop" | "takeProfit" | null]>> = {
  MARKET: ["market", null],
  LIMIT: ["limit", null],
  STOP_MARKET: ["market", "stop"],
  STOP: ["limit", "stop"],
  TAKE_PROFIT_MARKET: ["market", "takeProfit"],
  TAKE_PROFIT: ["limit", "takeProfit"],
};
const TIFS: Readonly<Record<string, Order["tif"]>> = { GTC: "GTC", IOC: "IOC", FOK: "FOK", GTX: "POST" };

export function readUsdm({ param }: Asked, family: "book" | "algo"): Wanted | No {
  const market = marketById("binance", "swap", param("symbol") ?? "");
  if (market === undefined) return "badSymbol";
  const [type, waits] = TYPES[param("type") ?? ""] ?? [];
  const side = param("side");
  if (type === undefined || waits === undefined) return "badParameter";
  if ((waits !== null) !== (family === "algo")) return "notSupported";
  if (side !== "BUY" && side !== "SELL") return "badParameter";
  if (family === "algo" && param("algoType") !== "CONDITIONAL") return "badParameter";
  const clientId = param(family === "algo" ? "clientAlgoId" : "newClientOrderId") ?? null;
  if (clientId !== null && !/^[.A-Z:/a-z0-9_-]{1,36}$/.test(clientId)) return "badParameter";
  try {
    const qty = positiveOf(param("quantity"));
    const price = positiveOf(param("price"));
    const stop = positiveOf(param("triggerPrice"));
    const tif = TIFS[param("timeInForce") ?? "GTC"];
    if (qty === null || tif === undefined) return "badParameter";
    if (type === "limit" && (price === null || param("timeInForce") === undefined)) return "badParameter";
    if ((waits !== null) !== (stop !== null)) return "badParameter";
    return {
      market,
      clientId,
      side,
      type,
      tif: type === "market" ? "IOC" : tif,
      qty,
      cost: null,
      price: type === "limit" ? price : null,
      trigger: stop === null || waits === null ? null : { price: stop, way: wayOf(side, waits) },
      reduceOnly: param("reduceOnly") === "true",
      sentType: param("type") ?? "",
    };
  } catch (error) {
    if (error instanceof BadNumber) return "badParameter";
    throw error;
  }
}
