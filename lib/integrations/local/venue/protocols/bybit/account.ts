import type { VenueKey } from "../../account.ts";
import type { Route } from "../../protocol.ts";
import { said } from "./say.ts";

function queryApi({ apiKey, rights, ips }: VenueKey) {
  return {
    apiKey,
    readOnly: rights.trade ? 0 : 1,
    ips: rights.ipBound ? ips : ["*"],
    permissions: {
      ContractTrade: rights.trade ? ["Order", "Position"] : [],
      Spot: rights.trade ? ["SpotTrade"] : [],
      Wallet: [...(rights.transfer ? ["AccountTransfer"] : []), ...(rights.withdraw ? ["Withdraw"] : [])],
      Options: [],
      Derivatives: [],
    },
    unified: 0,
    uta: 1,
    type: 1,
  };
}

export const accountRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/v5/user/query-api",
    op: "rights",
    need: "read",
    answer: (asked) => said(asked, asked.key === null ? {} : queryApi(asked.key)),
  },
];
