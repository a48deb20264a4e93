import type { Protocol } from "../../protocol.ts";
import { checkBinance, paramsOf } from "../binance/check.ts";
import { accountRoutes } from "./account.ts";
import { marketRoutes } from "./markets.ts";
import { orderRoutes } from "./orders.ts";
import { refuseUsdm } from "./refusals.ts";
import { usdmSocket } from "./stream.ts";

/** Binance USDS-M futures: perpetuals in one-way mode, cross margin. */
export const binanceUsdm: Protocol = {
  exchange: "binance",
  speaks: (host) => /^(fapi|fstream|ws-fapi)\.binance\.com$/.test(host),
  routes: [...marketRoutes, ...accountRoutes, ...orderRoutes],
  params: paramsOf,
  check: checkBinance,
  refuse: refuseUsdm,
  socket: usdmSocket,
};
