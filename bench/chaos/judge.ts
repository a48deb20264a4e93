import { judgeFills, LIVING } from "./judge-fills.ts";
import { judgeMoney } from "./judge-money.ts";
import { judgeProtection } from "./judge-protection.ts";
import { judgeTrades } from "./judge-trades.ts";
import type { Judged } from "./judged.ts";

/** What a run broke, in words; empty: nothing was doubled, nothing lost, all is protected or closed, and both ledgers are equal to the last digit. */
export function judge(end: Judged): readonly string[] {
  const unsettled = end.open === null ? [] : [`not settled in time: ${end.open}`];
  const living = end.theirs.orders.filter(({ by, state }) => by === "api" && LIVING.includes(state));
  const unstopped = end.scenario.kills
    ? living.map(({ id, state }) => `after "stopped" the venue's order ${id} is ${state}`)
    : [];
  return [
    ...unsettled,
    ...unstopped,
    ...judgeTrades(end),
    ...judgeFills(end),
    ...judgeProtection(end),
    ...judgeMoney(end),
  ];
}
