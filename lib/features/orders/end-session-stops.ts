import { hasStopped, releaseSwitch } from "./kill-switch.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { BY_SYSTEM, type KillSwitch, sessionsToRelease, stoppingAccounts } from "./switch-repository.ts";

/**
 * Releases switches of sessions that have ended, once nothing of them is left to stop on this account: a session never goes on, so its switch would stop nothing
 * any more and only keep the stops of its positions off the exchange. One that is to be closed is waited for; an admin's is his. @returns those that stay engaged
 */
export async function endSessionStops(
  ctx: OrderCtx,
  { keyId }: HeldAccount,
  engaged: readonly KillSwitch[],
): Promise<readonly KillSwitch[]> {
  const ids = engaged.filter(({ scope }) => scope === "SESSION").map(({ key }) => key);
  if (ids.length === 0) return engaged;
  const ended = await sessionsToRelease(ctx.db, ids, keyId);
  const left: KillSwitch[] = [];
  for (const one of engaged) {
    const session = one.scope === "SESSION" ? ended.get(one.key) : undefined;
    if (session === undefined || !(await ends(ctx, keyId, one, session.userId))) left.push(one);
  }
  return left;
}

async function ends(ctx: OrderCtx, keyId: string, one: KillSwitch, userId: string): Promise<boolean> {
  if (one.positions === "close") {
    const mine = (await stoppingAccounts(ctx.db, one)).find((account) => account.keyId === keyId);
    if (mine === undefined || !hasStopped(mine, "close")) return false;
  }
  const { scope, key } = one;
  return (await releaseSwitch(ctx, { scope, key, by: null, engagedBy: [userId, BY_SYSTEM] })).ok;
}
