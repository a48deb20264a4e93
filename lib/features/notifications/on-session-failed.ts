import type { StoredEvent } from "@/lib/events/catalogue";
import { exchangeName } from "@/lib/kernel/exchange-name";
import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { notify } from "./notify.ts";
import { findSession } from "./repository.ts";

/** A trading session ended by a fault: its owner would otherwise think that it goes on. */
export async function onSessionFailed(
  ctx: Ctx,
  { tradingSessionId }: { readonly tradingSessionId: string },
  stored: StoredEvent,
): Promise<void> {
  const session = await findSession(ctx.db, tradingSessionId);
  if (session === null) return;
  await notify(ctx, [
    {
      userId: session.userId,
      kind: "failure",
      title: `A session ${session.state === "FAILED" ? "failed" : "was stopped"}: ${session.symbol}`,
      body: `${session.strategy} on ${exchangeName(session.exchange)} takes no more candles. ${session.stopReason ?? ""}`.trim(),
      link: `/sessions/${tradingSessionId}`,
      dedupeKey: `session-failed:${tradingSessionId}`,
      at: utcMs(stored.at),
    },
  ]);
}
