import type { StoredEvent } from "@/lib/events/catalogue";
import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { liveOwners } from "./live-owner-queries.ts";
import { notify } from "./notify.ts";

/** Live trading at an exchange paused by itself, or goes on: everybody who trades or holds something there is told, each time once. */
export async function onExchangeHealth(
  ctx: Ctx,
  { exchange, name, healthy }: { readonly exchange: string; readonly name: string; readonly healthy: boolean },
  stored: StoredEvent,
): Promise<void> {
  const owners = await liveOwners(ctx.db, exchange);
  await notify(
    ctx,
    owners.map((userId) => ({
      userId,
      kind: "failure" as const,
      title: healthy ? `${name} answers again` : `${name} has not answered for a minute`,
      body: healthy
        ? "Live trading there goes on: new signals are traded again."
        : "Live trading there has paused by itself: nothing new is opened until it answers again. Stops that rest at the exchange stay there; exits are tried on.",
      link: "/positions",
      dedupeKey: `exchange-health:${stored.id}`,
      at: utcMs(stored.at),
    })),
  );
}
