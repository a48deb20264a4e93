import { entitledRows } from "@/lib/features/subscriptions/entitled-queries";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { noticeId } from "./notice-id.ts";
import { lockTold, type Run, type SignalNotice, tellLate, tellNext, within } from "./tell-repository.ts";

/**
 * Tells everyone with access to their strategies, and queues what goes out to channels. Each notice is one row, however many hear it; who does
 * is settled now and stays so. One statement, as long as events come in the order of their chain; what comes again or late, after a crash or
 * a failure, is met under the lock of its strategy.
 */
export async function notifySubscribers(ctx: Ctx, given: readonly Omit<SignalNotice, "id">[]): Promise<void> {
  if (given.length === 0) return;
  const notices = given.map((notice) => ({
    ...notice,
    id: noticeId(notice.strategyId, notice.seq, utcMs(notice.at)),
  }));
  const now = ctx.clock.now();
  const told = await tell(ctx.db.prepared, notices, now);
  const others = notices.filter(({ strategyId }) => !told.has(strategyId));
  if (others.length > 0) await ctx.db.transaction((tx) => tellAgain(tx, others, now));
  ctx.db.wakeOutbox();
}

function tell(run: Run, notices: readonly SignalNotice[], now: UtcMs): Promise<ReadonlySet<string>> {
  return tellNext(run, entitledRows(strategiesOf(notices), now), notices, now);
}

async function tellAgain(tx: Tx, notices: readonly SignalNotice[], now: UtcMs): Promise<void> {
  const last = await lockTold(tx, strategiesOf(notices));
  const isLate = ({ strategyId, seq }: SignalNotice) => seq <= (last.get(strategyId) ?? 0);
  const [late, fresh] = [notices.filter(isLate), notices.filter((notice) => !isLate(notice))];
  if (late.length > 0) await tellLate(within(tx), late, now);
  if (fresh.length > 0) await tell(within(tx), fresh, now);
}

function strategiesOf(notices: readonly SignalNotice[]): string[] {
  return [...new Set(notices.map(({ strategyId }) => strategyId))];
}
