import { hasEnded } from "@/lib/trading/orders/order-life";
import { wantCancelled } from "./cancel-order.ts";
import type { LiveOrder } from "./live-order.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { planExit } from "./plan-exit.ts";
import { openPositions } from "./position-repository.ts";
import { engagedSwitches, type KillSwitch, stoppingAccounts } from "./switch-repository.ts";

interface Whose {
  readonly exchange: string;
  readonly userId: string;
  readonly strategyId: string | null;
  readonly sessionId: string | null;
}

/**
 * Does what engaged switches ask of an account: entries are taken back, what is UNKNOWN as soon as it is known, and positions left where that was
 * chosen. @returns whether the exchange has to be asked once more before "stopped" can be said
 */
export async function obeySwitches(
  ctx: OrderCtx,
  account: HeldAccount,
  living: readonly LiveOrder[],
): Promise<boolean> {
  const engaged = await engagedSwitches(ctx.db);
  if (engaged.length === 0) return false;
  let unconfirmed = false;
  const positions = await openPositions(ctx.db, account.keyId);
  for (const one of engaged) {
    for (const order of living) {
      const entry = order.purpose === "ENTRY" && !hasEnded(order.life.state) && order.cancelAskedAt === null;
      if (entry && concerns(one, order))
        await wantCancelled(ctx, account, order.id, "A kill switch took it back.", "kill_switch");
    }
    const leave = one.positions === "close" ? positions.filter((position) => concerns(one, position)) : [];
    for (const position of leave)
      await planExit(ctx, position, {
        purpose: "EXIT",
        leg: `kill:${one.engagedAt}`,
        type: "market",
        qty: position.qty,
        trigger: null,
      });
    const mine = (await stoppingAccounts(ctx.db, one)).find(({ keyId }) => keyId === account.keyId);
    if (mine !== undefined && !mine.confirmed && mine.orders === 0) unconfirmed = true;
  }
  return unconfirmed;
}

function concerns({ scope, key }: KillSwitch, order: Whose): boolean {
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
