import type { StoredEvent } from "@/lib/events/catalogue";
import { toIso, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { findKillSwitch, insertAlert } from "./alert-repository.ts";
import { shortened } from "./raise-alert.ts";

/** Tells admins that a kill switch was pulled or released, by whom and why; each pull and each release once. */
export async function onKillSwitchChanged(
  ctx: Pick<Ctx, "db">,
  { scope, key }: { readonly scope: string; readonly key: string },
  stored: StoredEvent,
): Promise<void> {
  const found = await findKillSwitch(ctx.db, scope, key);
  if (found === null) return;
  const { engagedAt, engagedBy, reason, positions, releasedAt, releasedBy } = found;
  const isReleased = releasedAt !== null && (engagedAt === null || releasedAt > engagedAt);
  const changedAt = isReleased ? releasedAt : engagedAt;
  if (changedAt === null) return;
  const what = `${scope.toLowerCase()}${key === "" ? "" : ` ${key}`}`;
  const alert = {
    key: `kill-switch:${scope}:${key}:${toIso(utcMs(changedAt))}`,
    title: isReleased ? `Kill switch released: ${what}` : `Kill switch pulled: ${what}`,
    body: isReleased
      ? `By ${releasedBy ?? "nobody named"}. New entries are possible again.`
      : `By ${engagedBy}: ${reason} No new entries; positions are ${positions === "close" ? "closed" : "kept with their stops"}.`,
    link: "/status",
  };
  await insertAlert(ctx.db, shortened(alert), utcMs(stored.at));
}
