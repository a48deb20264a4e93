import { jsonParams } from "../../params.ts";
import type { Protocol } from "../../protocol.ts";
import { accountRoutes } from "./account.ts";
import { checkBitget } from "./check.ts";
import { marketRoutes } from "./markets.ts";
import { orderRoutes } from "./orders.ts";
import { refuseBitget } from "./refusals.ts";
import { bitgetSocket } from "./stream.ts";

/** Bitget v2, classic account: spot and USDT-margined perpetuals in one-way mode, cross margin. */
export const bitget: Protocol = {
  exchange: "bitget",
  speaks: (host) => /(^|\.)bitget\.com$/.test(host),
  routes: [...marketRoutes, ...accountRoutes, ...orderRoutes],
  params: jsonParams,
  check: checkBitget,
  refuse: (no, call) => refuseBitget(no, call.path),
  socket: bitgetSocket,
};
