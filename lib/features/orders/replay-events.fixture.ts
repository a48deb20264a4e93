import { type Dec, dec, plain } from "@/lib/kernel/decimal";

interface Step {
  readonly from: string | null;
  readonly to: string;
  readonly fact: string;
  readonly reason: string;
}

interface Execution {
  readonly tradeId: string;
  readonly qty: { toString(): string };
}

/** What an order's log and its executions make of it, from nothing. @throws Error where a step does not follow from the one before */
export function replayed(log: readonly Step[], fills: readonly Execution[]): { state: string; filled: string } {
  let state: string | null = null;
  let filled: Dec = dec(0);
  const left = new Map(fills.map(({ tradeId, qty }) => [tradeId, dec(qty.toString())]));
  for (const { from, to, fact, reason } of log) {
    if (from !== state) throw new Error(`${fact} goes on from ${from}, and the step before ended at ${state}`);
    state = to;
    if (fact !== "filled") continue;
    const tradeId = reason.replace("trade ", "");
    const qty = left.get(tradeId);
    if (qty === undefined) throw new Error(`the log counts ${tradeId}, which is no execution or was counted before`);
    left.delete(tradeId);
    filled = filled.plus(qty);
  }
  if (left.size > 0) throw new Error(`executions that no step counted: ${[...left.keys()].join(", ")}`);
  return { state: state ?? "", filled: plain(filled) };
}
