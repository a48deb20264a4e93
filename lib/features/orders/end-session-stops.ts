import { hasStopped, releaseSwitch } from "./kill-switch.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { BY_SYSTEM, type KillSwitch, sessionToRelease, stoppingAccounts } from "./switch-repository.ts";

/**
 * Releases switches of sessions that have ended, once nothing of them is left to stop on this account: a session never goes on, so its switch would stop nothing
 * any more and only keep the stops of its positions off the exchange. One that is to be closed is waited for; an admin's is his. @returns those that stay engaged
 */
export async function endSessionStops(
  ctx: OrderCtx,
  { keyId }: HeldAccount,
  engaged: readonly KillSwitch[],
): Promise<readonly KillSwitch[]> {
  const left: KillSwitch[] = [];
  for (const one of engaged) if (!(await ends(ctx, keyId, one))) left.push(one);
  return left;
}

async function ends(ctx: OrderCtx, keyId: string, one: KillSwitch): Promise<boolean> {
  if (one.scope !== "SESSION") return false;
  const session = await sessionToRelease(ctx.db, one.key, keyId);
  if (session === null || session.entering) return false;
  if (one.positions === "close") {
    const mine = (await stoppingAccounts(ctx.db, one)).find((account) => account.keyId === keyId);
    if (mine === undefined || !hasStopped(mine, "close")) return false;
  }
  const { scope, key } = one;
  return (await releaseSwitch(ctx, { scope, key, by: null, engagedBy: [session.userId, BY_SYSTEM] })).ok;
}
