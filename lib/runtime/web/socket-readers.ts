import { forgetActors } from "@/lib/auth/actor-cache";
import { actorOf } from "@/lib/auth/actor-of";
import { ownStrategyIds } from "@/lib/features/marketplace/queries";
import { accessWindows } from "@/lib/features/subscriptions/queries";
import { AppError } from "@/lib/kernel/errors";
import { toIso, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { AccessWindow, Credentials, RealtimeReaders, SocketActor } from "@/lib/realtime/readers";

/** What the gateway asks, answered by the features. */
export function socketReaders(
  ctx: Ctx,
  rest: Pick<RealtimeReaders, "headsOf" | "signalsAfter" | "positionOf" | "pricesOf">,
): RealtimeReaders {
  return {
    ...rest,
    findActor: (credentials) => findActor(ctx, credentials),
    forgetActor: forgetActors,
    async accessOf(userId) {
      const [paid, own] = await Promise.all([
        accessWindows(ctx.db, userId, ctx.clock.now()),
        ownStrategyIds(ctx.db, userId),
      ]);
      const always = own.map((strategyId): AccessWindow => ({ strategyId, from: utcMs(0), to: null }));
      return [...always, ...paid];
    },
    async notificationOf(userId, id) {
      const row = await ctx.db.notification.findFirst({ where: { id, userId } });
      if (row === null) return null;
      const { kind, title, body, link, createdAt } = row;
      return { id, kind, title, body, link, createdAt: toIso(utcMs(createdAt)) };
    },
  };
}

/** A cookie or token that is there must be good: a socket is never quietly less than what its page believes. */
async function findActor(ctx: Ctx, { cookie, token, ip }: Credentials): Promise<SocketActor | null> {
  const headers = new Headers({ "x-client-ip": ip });
  if (token !== null) headers.set("authorization", `Bearer ${token}`);
  else if (cookie !== null) headers.set("cookie", cookie);
  const found = await actorOf(ctx, headers);
  if (found === null) {
    if (cookie !== null && /next-auth\.session-token=/.test(cookie)) throw new AppError("unauthenticated");
    return null;
  }
  const { actor, expiresAt } = found;
  if (actor.scopes !== null && !actor.scopes.includes("read")) throw new AppError("insufficient_scope");
  return { userId: actor.userId, role: actor.role, expiresAt };
}
