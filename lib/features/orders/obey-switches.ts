import { hasEnded } from "@/lib/trading/orders/order-life";
import { wantCancelled } from "./cancel-order.ts";
import type { LiveOrder } from "./live-order.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { type KillSwitch, stoppingAccounts } from "./switch-repository.ts";

export interface Whose {
  readonly exchange: string;
  readonly userId: string;
  readonly strategyId: string | null;
  readonly sessionId: string | null;
}

/**
 * Takes back entries that engaged switches concern; one that is UNKNOWN as soon as it is known. What becomes of positions is asked with their
 * protection (`superviseTrades`). @returns whether the exchange has to be asked once more before "stopped" can be said
 */
export async function obeySwitches(
  ctx: OrderCtx,
  account: HeldAccount,
  engaged: readonly KillSwitch[],
  living: readonly LiveOrder[],
): Promise<boolean> {
  let unconfirmed = false;
  for (const one of engaged) {
    for (const order of living) {
      const entry = order.purpose === "ENTRY" && !hasEnded(order.life.state) && order.cancelAskedAt === null;
      if (entry && concerns(one, order))
        await wantCancelled(ctx, account, order.id, "A kill switch took it back.", "kill_switch");
    }
    const mine = (await stoppingAccounts(ctx.db, one)).find(({ keyId }) => keyId === account.keyId);
    if (mine !== undefined && !mine.confirmed && mine.orders === 0) unconfirmed = true;
  }
  return unconfirmed;
}

/** What the switches that concern a position chose; null: none does. Closing is the wider wish. */
export function chosenFor(position: Whose, engaged: readonly KillSwitch[]): KillSwitch["positions"] | null {
  const chosen = engaged.filter((one) => concerns(one, position)).map(({ positions }) => positions);
  return chosen.includes("close") ? "close" : (chosen[0] ?? null);
}

/** Whether a switch stops what this is. */
export function concerns({ scope, key }: Pick<KillSwitch, "scope" | "key">, order: Whose): boolean {
  switch (scope) {
    case "PLATFORM":
      return true;
    case "EXCHANGE":
      return order.exchange === key;
    case "USER":
      return order.userId === key;
    case "STRATEGY":
      return order.strategyId === key;
    case "SESSION":
      return order.sessionId === key;
  }
}
