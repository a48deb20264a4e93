import { appendEvent } from "@/lib/events/outbox";
import { MINUTE_MS } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { markTold, readHealth, saveHealth } from "./health-repository.ts";

/**
 * Writes down whether each exchange answers, as this worker's circuit breakers have it, for the live gate of all processes. Entries wait from the
 * first moment on; what is lost for a minute is said to admins and to those who trade there, once for each time, and so is its return. What nobody asked since the start stays as it was.
 */
export async function watchExchanges(ctx: Pick<Ctx, "db" | "clock" | "tradeVenues">): Promise<void> {
  for (const { id, name } of ctx.tradeVenues.abilities) {
    const health = ctx.tradeVenues.health(id);
    if (health === null) continue;
    await ctx.db.transaction(async (tx) => {
      const now = ctx.clock.now();
      const before = await readHealth(tx, id);
      if (health.healthy && before?.toldAt != null)
        await appendEvent(tx, now, { type: "exchange.health", exchange: id, name, healthy: true });
      await saveHealth(tx, id, health, now);
      const row = await readHealth(tx, id);
      if (row === null || row.healthy || row.toldAt !== null || now - row.since < MINUTE_MS) return;
      await markTold(tx, id, now);
      await appendEvent(tx, now, { type: "exchange.health", exchange: id, name, healthy: false });
      await appendEvent(tx, now, {
        type: "operations.alarm",
        key: `exchange:${id}`,
        title: `${name} has not answered for a minute`,
        body: `Live trading at ${name} pauses by itself: no new trades are opened until it answers again. Stops stay at the exchange; exits are tried on.`,
        link: "/admin/exchanges",
      });
    });
  }
}
