import type { DomainEvent, StoredEvent } from "@/lib/events/catalogue";
import { spanText } from "@/lib/features/intake/silence";
import { HOUR_MS, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { notify } from "./notify.ts";
import { findAlertAddress, wasTold } from "./repository.ts";

type Alarm = Extract<DomainEvent, { type: "intake.alarm" }>;

/** Tells a provider that his alerts flood, come near TradingView's own limit, or have stopped. A flood is told once an hour. */
export async function onIntakeAlarm(ctx: Ctx, alarm: Alarm, stored: StoredEvent): Promise<void> {
  const address = await findAlertAddress(ctx.db, alarm.addressId);
  if (address === null) return;
  const at = utcMs(stored.at);
  const isFlood = alarm.kind === "flood";
  const dedupeKey = `intake:${alarm.kind}:${alarm.addressId}${isFlood ? "" : `:${stored.id}`}`;
  if (isFlood && (await wasTold(ctx.db, alarm.userId, dedupeKey, utcMs(at - HOUR_MS)))) return;
  const [title, body] = wordsOf(alarm.kind, address.strategy.name, address.expectEveryMin);
  await notify(ctx, [
    {
      userId: alarm.userId,
      kind: "system",
      title,
      body,
      link: `/provider/webhooks/${alarm.strategyId}`,
      dedupeKey,
      at,
    },
  ]);
}

function wordsOf(kind: Alarm["kind"], name: string, everyMin: number | null): readonly [title: string, body: string] {
  switch (kind) {
    case "flood":
      return [
        "Too many alerts",
        `${name} got more alerts in a minute than are taken; the rest was refused. Check the alert's condition.`,
      ];
    case "near_limit":
      return [
        "TradingView may stop your alert",
        `${name} got 12 alerts in 3 minutes. TradingView stops an alert that fires 15 times in 3 minutes; set it to once per bar.`,
      ];
    case "silent": {
      const every = everyMin ?? 60;
      return [
        "No alerts any more",
        `No message for ${spanText(every * 3)} at ${name}; one is expected every ${spanText(every)}. Check that the alert is still active at its sender.`,
      ];
    }
  }
}
