import { marketById, type VenueMarket } from "../../core/listing.ts";
import type { Wanted } from "../../core/place.ts";
import type { No, Order, Side } from "../../core/rows.ts";
import type { Asked } from "../../protocol.ts";
import { BadNumber, positiveOf, wayOf } from "../../read-order.ts";

/** Spot orders, contract orders, contract orders that wait for a trigger, and a position's own stop or target. */
export type Family = "spot" | "mix" | "plan" | "tpsl";

const TIFS: Readonly<Record<string, Order["tif"]>> = { GTC: "GTC", IOC: "IOC", FOK: "FOK", POST_ONLY: "POST" };

export function marketAsked({ param }: Asked, family: Family): VenueMarket | undefined {
  if (family !== "spot" && param("productType")?.toUpperCase() !== "USDT-FUTURES") return undefined;
  return marketById("bitget", family === "spot" ? "spot" : "swap", param("symbol") ?? "");
}

export function readBitget(asked: Asked, family: Family): Wanted | No {
  const { param } = asked;
  const market = marketAsked(asked, family);
  if (market === undefined) return "badSymbol";
  const side = sideAsked(asked, family);
  const type = param("orderType") === "limit" ? "limit" : param("orderType") === "market" ? "market" : null;
  if (side === null || type === null) return "badParameter";
  const clientId = param("clientOid") ?? null;
  if (clientId !== null && !/^[\w.:#|-]{1,64}$/.test(clientId)) return "badParameter";
  try {
    const size = positiveOf(param("size"));
    const waits = family === "plan" || family === "tpsl";
    const price = positiveOf(waits ? (param("executePrice") ?? param("price")) : param("price"));
    const stop = positiveOf(param("triggerPrice"));
    const tif = TIFS[(param("force") ?? "gtc").toUpperCase()];
    if (size === null || tif === undefined || (type === "limit" && price === null)) return "badParameter";
    if (waits !== (stop !== null)) return "badParameter";
    // A spot market buy always counts in money.
    const byCost = family === "spot" && type === "market" && side === "BUY";
    return {
      market,
      clientId,
      side,
      type,
      tif: type === "market" ? "IOC" : tif,
      qty: byCost ? null : size,
      cost: byCost ? size : null,
      price: type === "limit" ? price : null,
      trigger: stop === null ? null : { price: stop, way: way(asked, family, side, market, Number(stop)) },
      reduceOnly: family === "tpsl" || (market.kind === "swap" && param("reduceOnly") === "YES"),
      sentType: param("planType") ?? type,
    };
  } catch (error) {
    if (error instanceof BadNumber) return "badParameter";
    throw error;
  }
}

/** A position's stop names the side that it holds, and closes it. */
function sideAsked({ param }: Asked, family: Family): Side | null {
  if (family === "tpsl") return param("holdSide") === "buy" ? "SELL" : param("holdSide") === "sell" ? "BUY" : null;
  return param("side") === "buy" ? "BUY" : param("side") === "sell" ? "SELL" : null;
}

/** A plan is crossed from where the price is; a position's stop or target says which of them it is. */
function way({ param, books }: Asked, family: Family, side: Side, market: VenueMarket, stop: number): "up" | "down" {
  if (family === "tpsl") return wayOf(side, /profit/.test(param("planType") ?? "") ? "takeProfit" : "stop");
  return stop > Number(books.quotes.of(market)?.last ?? 0) ? "up" : "down";
}
