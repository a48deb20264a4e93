import type { StoredEvent } from "@/lib/events/catalogue";
import { exchangeName } from "@/lib/kernel/exchange-name";
import { HOUR_MS, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { notify } from "./notify.ts";
import { findSessionLine, wasTold } from "./repository.ts";

/**
 * A session's entry was not made on its user's real account: from here on the account stands apart from its twin. A cause that lasts would be
 * told with every entry, so the first of an hour is, and the session's log has them all.
 */
export async function onSessionMissed(
  ctx: Ctx,
  { tradingSessionId, seq }: { readonly tradingSessionId: string; readonly seq: number },
  stored: StoredEvent,
): Promise<void> {
  const line = await findSessionLine(ctx.db, tradingSessionId, seq);
  if (line === null) return;
  const { text, session } = line;
  const at = utcMs(stored.at);
  const dedupeKey = `session-missed:${tradingSessionId}`;
  if (await wasTold(ctx.db, session.userId, dedupeKey, utcMs(at - HOUR_MS))) return;
  await notify(ctx, [
    {
      userId: session.userId,
      kind: "failure",
      title: `An entry was missed: ${session.symbol}`,
      body: `${session.strategy} on ${exchangeName(session.exchange)}. ${text}`,
      link: `/sessions/${tradingSessionId}`,
      dedupeKey,
      at,
    },
  ]);
}
