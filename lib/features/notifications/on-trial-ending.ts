import type { StoredEvent } from "@/lib/events/catalogue";
import { PLAN_PAGE } from "@/lib/kernel/platform-plan";
import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { notify } from "./notify.ts";
import { readersDay } from "./readers-day.ts";

/** A user's trial of the platform is about to end: told once, with the day and what stays. */
export async function onTrialEnding(
  ctx: Ctx,
  { userId, endsAt }: { readonly userId: string; readonly endsAt: number },
  stored: StoredEvent,
): Promise<void> {
  await notify(ctx, [
    {
      userId,
      kind: "billing",
      title: `Your trial ends on ${await readersDay(ctx, userId, utcMs(endsAt))}`,
      body: `From then on free strategies open nothing new on paper and no new session starts; what is open keeps its exits, what runs goes on, and a strategy that you pay for goes on. Plans are under ${PLAN_PAGE}.`,
      link: PLAN_PAGE,
      dedupeKey: `trial-ending:${userId}:${endsAt}`,
      at: utcMs(stored.at),
    },
  ]);
}
