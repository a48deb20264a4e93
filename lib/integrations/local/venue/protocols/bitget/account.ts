import type { VenueKey } from "../../account.ts";
import type { Route } from "../../protocol.ts";
import { said } from "./say.ts";

function info({ rights, ips }: VenueKey) {
  const authorities = [
    "stor",
    "coor",
    ...(rights.trade ? ["stow", "coow"] : []),
    ...(rights.transfer ? ["ttow"] : []),
    ...(rights.withdraw ? ["wwow"] : []),
  ];
  return { userId: "1", ips: rights.ipBound ? ips.join(",") : "", authorities };
}

export const accountRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/api/v2/spot/account/info",
    op: "rights",
    need: "read",
    answer: (asked) => said(asked, asked.key === null ? {} : info(asked.key)),
  },
];
