import type { Protocol } from "../../protocol.ts";
import { checkBinance, paramsOf } from "../binance/check.ts";
import { accountRoutes } from "./account.ts";
import { marketRoutes } from "./markets.ts";
import { orderRoutes } from "./orders.ts";
import { refuseSpot } from "./refusals.ts";
import { spotSocket } from "./stream.ts";

/** Binance spot, REST v3 and its websocket API; also what ccxt asks of sapi. Test network hosts too. */
export const binanceSpot: Protocol = {
  exchange: "binance",
  speaks: (host) => /^(api\d?|stream|ws-api|data-stream)\.binance\.com$|testnet\.binance\.vision$/.test(host),
  routes: [...marketRoutes, ...accountRoutes, ...orderRoutes],
  params: paramsOf,
  check: checkBinance,
  refuse: refuseSpot,
  socket: spotSocket,
};
