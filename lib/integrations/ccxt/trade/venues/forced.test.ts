import type { Trade } from "ccxt";
import { expect, it } from "vitest";
import { forcedByClientId, forcedByExecType, forcedByTradeSide } from "./forced.ts";

const told = (info: object) => ({ info }) as Trade;

it("knows what Binance closed by force by the order's client id", () => {
  const ids = ["autoclose-1596107620040000020", "adl_autoclose", "settlement_autoclose-17", "web_autoclose-1", null];
  expect(ids.map(forcedByClientId)).toEqual(["liquidation", "adl", "settlement", null, null]);
});

it("knows what Bybit closed by force by the kind of execution, and that funding is no trade", () => {
  const kinds = ["Trade", "BustTrade", "AdlTrade", "Delivery", "Settle", "Funding", "MovePosition"];
  const forced = kinds.map((execType) => forcedByExecType(told({ execType })));
  expect(forced).toEqual([null, "liquidation", "adl", "settlement", "settlement", undefined, undefined]);
});

it("knows what Bitget closed by force by the side of the trade", () => {
  const sides = [
    ["sell_single", null],
    ["close", null],
    ["burst_sell_single", "liquidation"],
    ["reduce_buy_single", "liquidation"],
    ["offset_close_long", "liquidation"],
    ["dte_sys_adl_buy_in_single_side_mode", "adl"],
    ["delivery_sell_single", "settlement"],
  ] as const;
  for (const [tradeSide, forced] of sides) expect(forcedByTradeSide(told({ tradeSide }))).toBe(forced);
});
