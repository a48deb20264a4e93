import { exchangeName } from "@/lib/kernel/exchange-name";
import { DAY_MS, HOUR_MS, SECOND_MS, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { countDead, findQuietExchanges } from "./alert-repository.ts";
import { raiseAlert } from "./raise-alert.ts";

/** How the parts of the system stand (lib/runtime/readiness.ts), as far as alerts read it. */
export interface PartsState {
  readonly prices: { readonly ok: boolean; readonly ageSec: number | null };
  readonly outbox: { readonly ok: boolean; readonly lagEvents: number; readonly lagSec: number };
}

/** An exchange without any price for so long counts as down: entries are refused from 30 s on (SPEC 4). */
const QUIET_MS = 60 * SECOND_MS;

type WatchCtx = Pick<Ctx, "db" | "clock" | "log">;

/** Looks for what admins should know and nobody said: prices that stopped, events that pile up, work that was given up. */
export async function watchOperations(ctx: WatchCtx, parts: PartsState): Promise<void> {
  if (!parts.prices.ok && parts.prices.ageSec !== null)
    await raiseAlert(ctx, {
      key: "part:prices",
      title: "Prices have stopped",
      body: `The newest price is ${Math.round(parts.prices.ageSec)} s old. Nothing can be published or copied until they come again.`,
      link: "/status",
    });
  if (!parts.outbox.ok)
    await raiseAlert(ctx, {
      key: "part:outbox",
      title: "Events pile up",
      body: `${parts.outbox.lagEvents} events wait for their handlers, the oldest for ${Math.round(parts.outbox.lagSec)} s.`,
      link: "/status",
    });
  const now = ctx.clock.now();
  for (const { exchange, lastAt } of await findQuietExchanges(ctx.db, utcMs(now - DAY_MS), utcMs(now - QUIET_MS)))
    await raiseAlert(ctx, {
      key: `exchange:${exchange}`,
      title: `${exchangeName(exchange)} gives no prices`,
      body: `The newest is ${Math.round((now - lastAt.getTime()) / SECOND_MS)} s old. Entries there are refused; stops and targets that we watch wait for the next price.`,
      link: "/status",
    });
  const dead = await countDead(ctx.db, utcMs(now - HOUR_MS));
  for (const { kind, title } of DEAD_LETTERS) {
    if (dead[kind] === 0) continue;
    await raiseAlert(ctx, {
      key: `dead:${kind}`,
      title,
      body: `${dead[kind]} in the last hour, after the last try. They wait for somebody to send them again.`,
      link: "/notifications",
    });
  }
}

const DEAD_LETTERS = [
  { kind: "deliveries", title: "Messages were given up" },
  { kind: "handlers", title: "Events were given up" },
  { kind: "payments", title: "Events of the payment service were given up" },
] as const;
