import { type Acknowledged, keepReceipts } from "@/lib/features/signals/keep-receipts";
import { receiptsBetween } from "@/lib/features/signals/receipt-queries";
import type { Ctx } from "@/lib/ports/ctx";
import type { ReceiptsMessage, SeqRange } from "@/lib/realtime/protocol";
import type { ReceiptBook } from "@/lib/realtime/readers";

const WRITE_MS = 500;

/**
 * Receipts of this process' sockets, written together twice a second: a thousand readers of one signal are one statement. What was not
 * written when a process dies is acknowledged again: a client repeats what was not answered, and a repeat changes nothing.
 */
export class ReceiptBatch implements ReceiptBook {
  readonly #ctx: Pick<Ctx, "db" | "clock" | "log">;
  readonly #counted: (providerId: string, message: ReceiptsMessage) => void;
  #waiting = new Map<string, Acknowledged & { received: [number, number][]; seen: [number, number][] }>();
  #timer: NodeJS.Timeout | null = null;

  constructor(ctx: Pick<Ctx, "db" | "clock" | "log">, counted: (providerId: string, message: ReceiptsMessage) => void) {
    this.#ctx = ctx;
    this.#counted = counted;
  }

  note(userId: string, kind: "received" | "seen", [strategyId, from, to]: SeqRange): void {
    const key = `${strategyId} ${userId}`;
    const present = this.#waiting.get(key) ?? { strategyId, userId, received: [], seen: [] };
    present[kind].push([from, to]);
    this.#waiting.set(key, present);
    this.#timer ??= setTimeout(() => void this.write(), WRITE_MS);
  }

  /** Writes at once, and tells providers how many have their signals now. */
  async write(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const list = [...this.#waiting.values()];
    this.#waiting = new Map();
    if (list.length === 0) return;
    try {
      await keepReceipts(this.#ctx, list);
      for (const [strategyId, [from, to]] of reachOf(list))
        for (const { providerId, ...counts } of await receiptsBetween(this.#ctx.db, strategyId, from, to))
          this.#counted(providerId, counts);
    } catch (error) {
      this.#ctx.log.warn({ err: error, receipts: list.length }, "receipts were not written");
    }
  }
}

/** The lowest and highest seq of each strategy. */
function reachOf(list: readonly Acknowledged[]): Map<string, [number, number]> {
  const reach = new Map<string, [number, number]>();
  for (const { strategyId, received, seen } of list)
    for (const [from, to] of [...received, ...seen]) {
      const [lowest, highest] = reach.get(strategyId) ?? [from, to];
      reach.set(strategyId, [Math.min(lowest, from), Math.max(highest, to)]);
    }
  return reach;
}
