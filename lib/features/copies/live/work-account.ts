import type { HeldAccount, OrderCtx } from "@/lib/features/orders/order-ctx";
import type { AccountWork } from "@/lib/features/orders/run-account";
import { enterStep } from "./enter-step.ts";
import { leaveStep } from "./leave-step.ts";
import { waitingSteps } from "./repository.ts";
import { settleCopies } from "./settle-copies.ts";

/**
 * Works off what the chain asks of the live copies of one account: exits first and without the exchange, then entries and additions one after
 * the other, so that of two signals within a second the later one sees what the earlier one did (RELIABILITY O40).
 */
export function copyWork(ctx: OrderCtx): AccountWork {
  return {
    async before(account: HeldAccount): Promise<void> {
      await settleCopies(ctx, account.keyId);
      const steps = await waitingSteps(ctx.db, account.keyId);
      // Of one copy in the order of its chain: what waits for its entry holds back what comes after it.
      const held = new Set<string>();
      for (const step of steps.filter(({ opens }) => !opens)) {
        if (held.has(step.copyId)) continue;
        const entries = steps.filter(({ copyId, opens, seq }) => opens && copyId === step.copyId && seq < step.seq);
        if (!(await leaveStep(ctx, account, step, entries))) held.add(step.copyId);
      }
    },
    async beside(account: HeldAccount): Promise<boolean> {
      let planned = false;
      for (const step of (await waitingSteps(ctx.db, account.keyId)).filter(({ opens }) => opens))
        planned = (await enterStep(ctx, account, step)) || planned;
      return planned;
    },
  };
}
