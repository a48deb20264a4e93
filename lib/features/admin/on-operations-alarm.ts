import type { DomainEvent, StoredEvent } from "@/lib/events/catalogue";
import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { upsertAlert } from "./alert-repository.ts";
import { shortened } from "./raise-alert.ts";

type Alarm = Extract<DomainEvent, { type: "operations.alarm" }>;

/**
 * A kill switch that was pulled, a trade that was flagged, an order nobody knows the fate of: written down as an alert, which tellAlerts
 * then tells. Unlike raiseAlert it fails aloud, so that the event comes again; a repeat counts once more and is told no sooner.
 */
export async function onOperationsAlarm(ctx: Pick<Ctx, "db">, alarm: Alarm, stored: StoredEvent): Promise<void> {
  await upsertAlert(ctx.db, shortened(alarm), utcMs(stored.at));
}
