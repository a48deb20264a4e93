import type { Protocol } from "../../protocol.ts";
import { checkMexc } from "./check.ts";
import { marketRoutes } from "./markets.ts";
import { orderRoutes } from "./orders.ts";
import { refuseMexc } from "./refusals.ts";

/**
 * MEXC spot v3. There is no endpoint that tells whether a key may withdraw: here neither. No websockets: its streams are protobuf, which ccxt
 * reads only with a package that we do not install, so a client of ours could not hear them anywhere.
 */
export const mexc: Protocol = {
  exchange: "mexc",
  speaks: (host) => /(^|\.)mexc\.com$/.test(host),
  routes: [...marketRoutes, ...orderRoutes],
  params: (call) => Object.fromEntries(new URLSearchParams(call.query)),
  check: checkMexc,
  refuse: refuseMexc,
};
