import { appendEvent } from "@/lib/events/outbox";
import type { Ctx } from "@/lib/ports/ctx";
import type { ConnectState } from "@/lib/ports/payments";
import { lostOf } from "./connect-account.ts";
import { saveConnectState, type Tx } from "./repository.ts";

/** Writes what Stripe says of a provider's account, and tells it when it changed. */
export async function writeConnectState(ctx: Ctx, tx: Tx, userId: string, state: ConnectState): Promise<void> {
  const now = ctx.clock.now();
  const before = await saveConnectState(tx, userId, state, now);
  if (before !== null) await appendEvent(tx, now, { type: "connect.changed", userId, lost: lostOf(before, state) });
}
