import { ok } from "../../answers.ts";
import type { Protocol } from "../../protocol.ts";
import { checkMexc } from "./check.ts";
import { refuseMexc } from "./refusals.ts";

/** MEXC spot v3. There is no endpoint that tells whether a key may withdraw: here neither. */
export const mexc: Protocol = {
  exchange: "mexc",
  speaks: (host) => /(^|\.)mexc\.com$/.test(host),
  routes: [
    { method: "GET", path: "/api/v3/time", op: "time", need: "none", answer: ({ now }) => ok({ serverTime: now }) },
    {
      method: "GET",
      path: "/api/v3/account",
      op: "balance",
      need: "read",
      answer: ({ key }) =>
        ok({ canTrade: key?.rights.trade, canWithdraw: true, canDeposit: true, accountType: "SPOT", balances: [] }),
    },
  ],
  params: (call) => Object.fromEntries(new URLSearchParams(call.query)),
  check: checkMexc,
  refuse: refuseMexc,
};
