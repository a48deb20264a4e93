import { type KillScope, stopReport } from "@/lib/features/orders/kill-switch";
import type { Ctx } from "@/lib/ports/ctx";
import { engagedRows } from "./kill-switch-queries.ts";

/** An engaged switch with how far it has come. */
export interface SwitchView {
  readonly scope: KillScope;
  readonly key: string;
  readonly name: string;
  readonly reason: string;
  readonly by: string;
  readonly engagedAt: string;
  readonly positions: "close" | "keep";
  /** Every exchange concerned showed no order of ours after our last one changed, and what was to be closed is. */
  readonly stopped: boolean;
  /** What still stands against that. */
  readonly accounts: number;
  readonly ordersLeft: number;
  readonly positionsLeft: number;
  readonly unconfirmed: number;
}

export async function listSwitches(ctx: Pick<Ctx, "db" | "tradeVenues">): Promise<readonly SwitchView[]> {
  const views: SwitchView[] = [];
  for (const { scope, key, name, reason, by, engagedAt } of await engagedRows(ctx.db)) {
    const report = await stopReport(ctx, scope, key);
    if (report === null) continue; // released meanwhile
    const { stopped, positions, accounts } = report;
    const sum = (of: "orders" | "positions"): number => accounts.reduce((total, one) => total + one[of], 0);
    views.push({
      scope,
      key,
      name: name ?? nameOf(ctx, scope, key),
      reason,
      by,
      engagedAt: engagedAt.toISOString(),
      positions,
      stopped,
      accounts: accounts.length,
      ordersLeft: sum("orders"),
      positionsLeft: sum("positions"),
      unconfirmed: accounts.filter(({ confirmed }) => !confirmed).length,
    });
  }
  return views;
}

function nameOf({ tradeVenues }: Pick<Ctx, "tradeVenues">, scope: KillScope, key: string): string {
  if (scope === "PLATFORM") return "The whole platform";
  return tradeVenues.abilities.find(({ id }) => scope === "EXCHANGE" && id === key)?.name ?? key;
}
