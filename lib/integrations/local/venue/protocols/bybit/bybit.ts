import { jsonParams } from "../../params.ts";
import type { Protocol } from "../../protocol.ts";
import { accountRoutes } from "./account.ts";
import { checkBybit } from "./check.ts";
import { marketRoutes } from "./markets.ts";
import { orderRoutes } from "./orders.ts";
import { refuseBybit } from "./refusals.ts";
import { bybitSocket } from "./stream.ts";

/** Bybit v5, unified account: spot and linear perpetuals. Test network hosts too. */
export const bybit: Protocol = {
  exchange: "bybit",
  speaks: (host) => /(^|[.-])(bybit|bytick)(-testnet|\.testnet)?\.com$/.test(host),
  routes: [...marketRoutes, ...accountRoutes, ...orderRoutes],
  params: jsonParams,
  check: checkBybit,
  refuse: (no, call) => refuseBybit(no, jsonParams(call)["category"]),
  socket: bybitSocket,
};
