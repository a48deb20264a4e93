import { instrumentBySymbol } from "@/lib/features/candles/queries";
import { entitledSince } from "@/lib/features/subscriptions/entitled-since";
import { dec } from "@/lib/kernel/decimal";
import { trialOverText } from "@/lib/kernel/platform-plan";
import type { Ctx } from "@/lib/ports/ctx";
import { priceText } from "@/lib/trading/market/price-text";
import { AccountBook } from "./account-book.ts";
import { addSignal, tradedOf } from "./apply-opening.ts";
import type { CopyBatch } from "./batch.ts";
import type { AddStep, ChainEvent } from "./chain-event.ts";
import { readMarks } from "./marks.ts";
import { planAdd } from "./plan-add.ts";
import { type EntryMarket, refuseEntry } from "./plan-entry.ts";
import { findCopies, findHeld, lockAccounts, lockFollows, type SignalRow, type Tx } from "./repository.ts";

/**
 * ADD: each copy that holds a position enlarges it by the signal's own factor, at the ask (bid for a short) of this moment. It opens risk, so
 * age, slippage, price, access, mode, limits and cash are asked as at an entry; a copy that may not follow keeps its size and says why.
 */
export async function applyAddEvent(
  ctx: Ctx,
  tx: Tx,
  batch: CopyBatch,
  signal: SignalRow,
  event: Omit<ChainEvent, "step"> & { readonly step: AddStep },
): Promise<void> {
  const open = await findCopies(tx, signal.id, "OPEN");
  if (open.length === 0) return;
  const userIds = open.map((copy) => copy.userId);
  const followIds = open.map((copy) => copy.followId);
  const follows = new Map((await lockFollows(tx, followIds, ctx.clock.now())).map((row) => [row.id, row]));
  const cash = await lockAccounts(tx, userIds);
  const held = await findHeld(tx, userIds);
  const since = await entitledSince(tx, signal.strategyId, ctx.clock.now());
  const instrument = await instrumentBySymbol(tx, signal.exchange, signal.symbol);
  const { quoteOf, tickerOf } = await readMarks(ctx, [signal, ...held.map((row) => row.held)]);
  const ticker = tickerOf(signal.exchange, signal.symbol);
  const market: EntryMarket | null =
    ticker === null || instrument === null ? null : { instrument, quote: ticker, receivedAt: ticker.receivedAt };
  const traded = tradedOf(signal);
  const refusedForAll = refuseEntry(addSignal(signal, event, signal.state !== "OPEN"), market, batch.now);
  const [base = ""] = signal.symbol.split("/");

  for (const { copy, held: position } of held.filter((row) => row.copy.signalId === signal.id)) {
    const stays = (why: string): void => batch.step(copy, event.seq, "nothing", `${why} Your copy keeps its size.`);
    const follow = follows.get(copy.followId);
    if (follow?.mode !== "PAPER") stays("Paper copying of this strategy was off when the provider added.");
    else if (!since.has(copy.userId)) stays("Your subscription had ended when the provider added.");
    else if (follow.trialOver) stays(trialOverText("to copy a free strategy further"));
    else if (refusedForAll !== null || market === null) stays(refusedForAll?.text ?? "There was no market price.");
    else {
      const own = held.filter((row) => row.copy.userId === copy.userId).map((row) => row.held);
      const before = batch.books.get(copy.userId)?.cash ?? cash.get(copy.userId) ?? dec(0);
      const account = new AccountBook(copy.userId, before, own, quoteOf);
      const plan = planAdd(position, market, { side: signal.side, ...event.step }, follow, account.freeCash);
      if (!plan.ok) stays(plan.skip.text);
      else {
        batch.added(copy, traded, account, position, plan.fill, event.seq);
        const verb = signal.side === "LONG" ? "Bought" : "Sold short";
        const text = `${verb} ${priceText(plan.fill.qty)} ${base} more at ${priceText(plan.fill.price)}`;
        batch.step(copy, event.seq, "added", text);
      }
    }
  }
}
