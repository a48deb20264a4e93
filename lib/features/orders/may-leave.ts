import { setImmediate as immediate } from "node:timers/promises";
import type { UtcMs } from "@/lib/kernel/time";
import { readLeave } from "./leave-queries.ts";
import type { LiveOrder } from "./live-order.ts";
import { concerns } from "./obey-switches.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";

interface Asking {
  readonly account: HeldAccount;
  readonly order: LiveOrder;
  tell(open: boolean): void;
}

/** How many orders one look answers. They are signed one after the other, and a switch that comes meanwhile is seen by the next look. */
const AT_ONCE = 8;

/** Orders that wait for an answer, by the database that gives it. */
const lines = new WeakMap<object, Asking[]>();

/**
 * Asked right before a request is signed: the deadline, the switches and the hold on the account as they are at that moment. Orders that ask at once get
 * their answers from one look, which begins after the last of them has asked.
 */
export async function mayLeave(ctx: OrderCtx, account: HeldAccount, order: LiveOrder, sendBy: UtcMs): Promise<boolean> {
  const open = await new Promise<boolean>((tell) => {
    const one = { account, order, tell };
    const line = lines.get(ctx.db);
    if (line !== undefined) return void line.push(one);
    const begun = [one];
    lines.set(ctx.db, begun);
    void serve(ctx, begun);
  });
  ctx.crash("send");
  return open && ctx.clock.now() < sendBy;
}

async function serve(ctx: OrderCtx, line: Asking[]): Promise<void> {
  while (line.length > 0) {
    // Others may be about to ask; and what was answered leaves before the next ones are looked at.
    await immediate();
    await look(ctx, line.splice(0, AT_ONCE));
  }
  // In the same breath as the look at its length: whoever asks from now on begins another.
  lines.delete(ctx.db);
}

async function look(ctx: OrderCtx, part: readonly Asking[]): Promise<void> {
  try {
    const keyIds = part.map(({ account }) => account.keyId);
    const { epochs, engaged } = await readLeave(ctx.db, keyIds);
    for (const { account, order, tell } of part) {
      const stopped = order.purpose === "ENTRY" && engaged.some((one) => concerns(one, order));
      tell(epochs.get(account.keyId) === account.epoch && !stopped);
    }
  } catch {
    // Without the database nothing leaves: its answer could not be kept.
    for (const { tell } of part) tell(false);
  }
}
