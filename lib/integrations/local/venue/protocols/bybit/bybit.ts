import { jsonParams } from "../../params.ts";
import type { Protocol } from "../../protocol.ts";
import { accountRoutes } from "./account.ts";
import { checkBybit } from "./check.ts";
import { refuseBybit } from "./refusals.ts";
import { said } from "./say.ts";

/** Bybit v5, unified account: spot and linear perpetuals. */
export const bybit: Protocol = {
  exchange: "bybit",
  speaks: (host) => /(^|\.)bybit(-testnet|\.testnet)?\.com$/.test(host),
  routes: [
    {
      method: "GET",
      path: "/v5/market/time",
      op: "time",
      need: "none",
      answer: (asked) =>
        said(asked, { timeSecond: String(Math.floor(asked.now / 1_000)), timeNano: `${asked.now}000000` }),
    },
    ...accountRoutes,
  ],
  params: jsonParams,
  check: checkBybit,
  refuse: (no, call) => refuseBybit(no, jsonParams(call)["category"]),
};
