import type { HeldAccount, OrderCtx } from "@/lib/features/orders/order-ctx";
import type { AccountWork } from "@/lib/features/orders/run-account";
import { AppError } from "@/lib/kernel/errors";
import { enterByState } from "./enter-by-state.ts";
import { leaveByState } from "./leave-by-state.ts";
import type { LiveSession } from "./live-session.ts";
import { findLive, liveSessionIds } from "./repository.ts";

/** Makes one account follow the twins of its live sessions. One that breaks a promise holds up neither the others nor the account. */
export function sessionWork(ctx: OrderCtx): AccountWork {
  // A price from before this process began says nothing of whether the market is silent.
  const since = ctx.clock.now();
  const each = async (account: HeldAccount, work: (session: LiveSession) => Promise<void>): Promise<void> => {
    for (const id of await liveSessionIds(ctx.db, account.keyId)) {
      try {
        const session = await findLive(ctx.db, id);
        if (session !== null) await work(session);
      } catch (error) {
        if (!(error instanceof AppError && error.code === "invariant")) throw error;
        ctx.log.error({ tradingSessionId: id, err: error }, "a live session could not be worked on");
      }
    }
  };
  return {
    before: (account) => each(account, (session) => leaveByState(ctx, account, session, since)),
    async beside(account) {
      let planned = false;
      await each(account, async (session) => {
        if (session.workedBars < session.bars) planned = (await enterByState(ctx, account, session)) || planned;
      });
      return planned;
    },
  };
}
