import type { Trade } from "ccxt";
import type { ForcedClose } from "@/lib/ports/trade-venue";
import { textIn } from "./answers.ts";

/** Binance USD-M names an order that nobody sent by its client id; a trade does not say it, its order does. */
export function forcedByClientId(clientOrderId: string | null | undefined): ForcedClose | null {
  if (clientOrderId == null) return null;
  if (clientOrderId.startsWith("autoclose-")) return "liquidation";
  if (clientOrderId.startsWith("adl_autoclose")) return "adl";
  return clientOrderId.startsWith("settlement_autoclose-") ? "settlement" : null;
}

/** Bybit's kinds of executions that change a position; its list holds funding too. */
const EXEC_TYPES: Readonly<Record<string, ForcedClose | null>> = {
  Trade: null,
  BustTrade: "liquidation",
  AdlTrade: "adl",
  Delivery: "settlement",
  Settle: "settlement",
};

/** undefined: an execution that is no trade. */
export function forcedByExecType(trade: Trade): ForcedClose | null | undefined {
  return EXEC_TYPES[textIn(trade.info, "execType") ?? "Trade"];
}

/** Bitget's `tradeSide` of contracts: `burst_` takes a whole position, `reduce_` and `offset_` a part. */
const TRADE_SIDES: readonly (readonly [prefix: string, ForcedClose])[] = [
  ["burst_", "liquidation"],
  ["reduce_", "liquidation"],
  ["offset_", "liquidation"],
  ["dte_sys_adl_", "adl"],
  ["delivery_", "settlement"],
];

export function forcedByTradeSide(trade: Trade): ForcedClose | null {
  const side = textIn(trade.info, "tradeSide") ?? "";
  return TRADE_SIDES.find(([prefix]) => side.startsWith(prefix))?.[1] ?? null;
}

/** The order of a trade; one that nobody sent may name none, and stands for itself. */
export function orderOrOwn(trade: Trade, forced: ForcedClose | null): string | null {
  return trade.order ?? (forced === null ? null : (trade.id ?? null));
}
