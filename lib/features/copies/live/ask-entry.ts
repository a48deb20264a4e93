import { type AskedAccount, askAccount } from "@/lib/features/orders/ask-account";
import { cappedLeverage } from "@/lib/features/orders/capped-leverage";
import type { HeldAccount, OrderCtx } from "@/lib/features/orders/order-ctx";
import type { Seen } from "@/lib/features/orders/plan-order";
import { heldByCopy } from "@/lib/features/orders/trade-queries";
import { dec } from "@/lib/kernel/decimal";
import { readChainEvent } from "../chain-event.ts";
import type { EntrySignal } from "../plan-entry.ts";
import type { SignalRow } from "../repository.ts";
import { type Skip, skip } from "../skip.ts";
import { type LiveEntry, planLiveEntry } from "./plan-live-entry.ts";
import { chainEventOf, type LiveStepRow, liveFollow, openOfFollow } from "./repository.ts";

export type AskedEntry =
  | { readonly kind: "plan"; readonly entry: LiveEntry; readonly seen: Seen }
  | { readonly kind: "skip"; readonly skip: Skip; readonly fromMemory: boolean }
  | { readonly kind: "ask again"; readonly detail: string };

/** Plans an entry from what is known of market and account; the exchange is asked for what is not. Nothing is written, no lock is held. */
export async function askEntry(
  ctx: OrderCtx,
  account: HeldAccount,
  step: LiveStepRow,
  signal: SignalRow,
  terms: EntrySignal,
  /** How old balances may be that no order of ours has changed since. */
  heldMaxAgeMs: number,
): Promise<AskedEntry> {
  const asked = await askAccount(ctx, account, signal, heldMaxAgeMs);
  if (asked.kind !== "answered") return unplanned(asked);
  const { instrument, equityQuote, seen } = asked.answer;
  const follow = await liveFollow(ctx.db, step.followId);
  if (follow === null)
    return no(skip("follow_off", "Live trading of this strategy was off when your copy's turn came."));

  const leverage = await cappedLeverage(ctx, step.userId, signal.market, dec(signal.leverage.toString()));
  const wish = step.type === "ADD" ? await addition(ctx, step, signal) : { sizing: follow.sizing };
  if (wish === null) return no(skip("signal_moved_on", "Nothing of this signal is held on your account."));
  const planned = planLiveEntry(
    { ...terms, leverage },
    { instrument, quote: seen.market, at: seen.market.at },
    {
      ...wish,
      // An addition belongs to a position that is counted already.
      limits: step.type === "ADD" ? { ...follow.limits, maxOpenPositions: null } : follow.limits,
      equity: equityQuote,
      freeCash: seen.freeQuote,
      openPositions: await openOfFollow(ctx.db, follow.id),
    },
    ctx.clock.now(),
  );
  if (!planned.ok) return { kind: "skip", skip: planned.skip, fromMemory: seen.remembered };
  return { kind: "plan", entry: planned.value, seen };
}

/** The addition by the signal's own factor, as an amount, and what it is added to; null: nothing is. */
async function addition(ctx: OrderCtx, step: LiveStepRow, signal: SignalRow) {
  const held = await heldByCopy(ctx.db, step.userId, step.copyId);
  const { step: add } = readChainEvent(await chainEventOf(ctx.db, step), signal.side);
  if (held === null || add.type !== "ADD") return null;
  return {
    sizing: { type: "units" as const, value: held.qty.times(add.fraction).div(add.before) },
    held: held.qty,
    heldCost: held.qty.times(held.entryPrice),
  };
}

function no(reason: Skip): AskedEntry {
  return { kind: "skip", skip: reason, fromMemory: false };
}

function unplanned(asked: Exclude<AskedAccount, { readonly kind: "answered" }>): AskedEntry {
  return asked.kind === "refuse" ? no(skip(asked.code, asked.text)) : asked;
}
