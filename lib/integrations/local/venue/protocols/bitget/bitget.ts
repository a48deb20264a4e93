import { jsonParams } from "../../params.ts";
import type { Protocol } from "../../protocol.ts";
import { accountRoutes } from "./account.ts";
import { checkBitget } from "./check.ts";
import { refuseBitget } from "./refusals.ts";
import { said } from "./say.ts";

/** Bitget v2, classic account: spot and USDT-margined perpetuals. */
export const bitget: Protocol = {
  exchange: "bitget",
  speaks: (host) => /(^|\.)bitget\.com$/.test(host),
  routes: [
    {
      method: "GET",
      path: "/api/v2/public/time",
      op: "time",
      need: "none",
      answer: (asked) => said(asked, { serverTime: String(asked.now) }),
    },
    ...accountRoutes,
  ],
  params: jsonParams,
  check: checkBitget,
  refuse: (no, call) => refuseBitget(no, call.path),
};
