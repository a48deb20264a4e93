import type { UtcMs } from "@/lib/kernel/time";
import { readLeave } from "./leave-queries.ts";
import { Line } from "./line.ts";
import type { LiveOrder } from "./live-order.ts";
import { concerns } from "./obey-switches.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { perDb } from "./per-db.ts";

interface Asking {
  readonly account: HeldAccount;
  readonly order: LiveOrder;
}

/** How many orders one look answers. They are signed one after the other, and a switch that comes meanwhile is seen by the next look. */
const AT_ONCE = 8;

/** Orders that wait for an answer, by the database that gives it. */
const lines = perDb((db) => new Line<Asking, boolean>(AT_ONCE, (part) => look(db, part)));

/**
 * Asked right before a request is signed: the deadline, the switches and the hold on the account as they are at that moment. Orders that ask at once get
 * their answers from one look, which begins after the last of them has asked.
 */
export async function mayLeave(ctx: OrderCtx, account: HeldAccount, order: LiveOrder, sendBy: UtcMs): Promise<boolean> {
  const open = await lines(ctx.db).ask({ account, order });
  ctx.crash("send");
  return open && ctx.clock.now() < sendBy;
}

async function look(db: OrderCtx["db"], part: readonly Asking[]): Promise<readonly boolean[]> {
  try {
    const { epochs, engaged } = await readLeave(
      db,
      part.map(({ account }) => account.keyId),
    );
    return part.map(({ account, order }) => {
      const stopped = order.purpose === "ENTRY" && engaged.some((one) => concerns(one, order));
      return epochs.get(account.keyId) === account.epoch && !stopped;
    });
  } catch {
    // Without the database nothing leaves: its answer could not be kept.
    return part.map(() => false);
  }
}
