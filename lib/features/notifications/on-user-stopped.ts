import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { notify } from "./notify.ts";
import { findOwnLimitStop } from "./repository.ts";

/** Tells a user that a loss limit of his has stopped his trading, and what ends the stop. Stops that a person asked for are no news to him, or told by that person. */
export async function onUserStopped(
  ctx: Ctx,
  { scope, key }: { readonly scope: string; readonly key: string },
): Promise<void> {
  const stop = scope === "USER" ? await findOwnLimitStop(ctx.db, key) : null;
  if (stop === null) return;
  await notify(ctx, [
    {
      userId: key,
      kind: "failure",
      title: "Your live trading was stopped",
      body: `${stop.reason} Nothing new is opened; positions are kept with their stops. Going live again, with your second factor, ends the stop.`,
      link: "/settings/limits",
      dedupeKey: "kill-switch:limit",
      at: utcMs(stop.engagedAt),
    },
  ]);
}
