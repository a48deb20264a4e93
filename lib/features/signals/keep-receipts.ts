import type { Ctx } from "@/lib/ports/ctx";
import { addReceipts } from "./receipt-repository.ts";

/** One reader's acknowledgement of some events of a strategy: stretches of seq, both ends included. */
export interface Acknowledged {
  readonly strategyId: string;
  readonly userId: string;
  readonly received: readonly (readonly [from: number, to: number])[];
  readonly seen: readonly (readonly [from: number, to: number])[];
}

/** Keeps what readers acknowledged. Whether they were told those events is the caller's to know. Who has seen one has received it. */
export async function keepReceipts(ctx: Pick<Ctx, "db" | "clock">, list: readonly Acknowledged[]): Promise<void> {
  if (list.length === 0) return;
  const rows = list.map(({ strategyId, userId, received, seen }) => ({
    strategyId,
    userId,
    received: multirange([...received, ...seen]),
    seen: multirange(seen),
  }));
  await addReceipts(ctx.db, ctx.clock.now(), rows);
}

function multirange(ranges: readonly (readonly [number, number])[]): string {
  return `{${ranges.map(([from, to]) => `[${from},${to}]`).join(",")}}`;
}
