import { MINUTE_MS, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Asked, Traded, VenueOrder } from "@/lib/ports/trade-venue";
import { mayBeUnlisted } from "@/lib/trading/orders/absence";
import { fence } from "./account-repository.ts";
import { catchUpFills } from "./catch-up-fills.ts";
import { noteExternal, scheduleReconcile } from "./external-repository.ts";
import { tradedBefore } from "./fill-repository.ts";
import { listedOf } from "./listed-of.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { findOrders, lockOrder } from "./order-repository.ts";
import { openPositions } from "./position-repository.ts";
import { seenAs } from "./record-answer.ts";
import { takeStep } from "./take-step.ts";

/**
 * `in use`: symbols in which we have orders or hold something. `known`: every symbol that we ever traded there, after a start. `whole`: the whole
 * account, which weighs ten times what a symbol does (Binance), before "stopped" is said.
 */
export type Scope = "in use" | "known" | "whole";

/** From so many symbols on the whole account is cheaper (Binance: 80 for all, 6 for one). */
const SYMBOLS_MAX = 12;

/** How often an account is compared with its exchange when nothing happens. */
const EVERY_MS = MINUTE_MS;

/**
 * Compares what we believe of an account with what its exchange shows: our orders in its list, those that left it (asked one by one: not being
 * listed says nothing about how an order ended), executions, and orders that are not ours, which are noted and never touched.
 * @returns whether the exchange answered everything
 */
export async function reconcile(ctx: OrderCtx, account: HeldAccount, scope: Scope): Promise<boolean> {
  const began = ctx.clock.now();
  const resting = await findOrders(ctx.db, { keyId: account.keyId, state: { in: ["ACCEPTED", "PARTIAL"] } });
  const believed = await listedOf(account, resting);
  const inUse = symbolsOf([...believed, ...(await openPositions(ctx.db, account.keyId))]);
  const before = scope === "in use" ? [] : await tradedBefore(ctx.db, account.keyId);
  const symbols = await listedOf(account, symbolsOf([...inUse, ...before]));
  const whole = scope === "whole" || symbols.length > SYMBOLS_MAX;
  const answer = whole ? await account.trade.openOrders(undefined, symbols) : await listEach(account, symbols);
  if (!answer.ok) return false;
  const listed = answer.value;
  const ours = await findOrders(ctx.db, {
    keyId: account.keyId,
    OR: [
      { clientOrderId: { in: listed.flatMap(({ clientOrderId }) => clientOrderId ?? []) } },
      { venueOrderId: { in: listed.map(({ venueOrderId }) => venueOrderId) } },
    ],
  });
  const external: VenueOrder[] = [];
  for (const shown of listed) {
    const order = ours.find(
      (each) => each.clientOrderId === shown.clientOrderId || each.venueOrderId === shown.venueOrderId,
    );
    if (order === undefined) external.push(shown);
    else await note(ctx, account, order.id, shown, began);
  }
  let complete = true;
  for (const order of believed) {
    if (ours.some(({ id }) => id === order.id)) continue;
    const asked = ctx.clock.now();
    const sentAt = order.sentAt ?? order.createdAt;
    const answer = await account.trade.find(order, utcMs(sentAt - MINUTE_MS));
    if (!answer.ok) complete = false;
    else if (answer.value !== null) await note(ctx, account, order.id, answer.value, asked);
    else if (mayBeUnlisted(sentAt, asked)) await noteUnlisted(ctx, account, order.id, asked);
  }
  // What is held without a resting order is read too: its user may have sold it by hand.
  const held = symbolsOf([...believed, ...ours, ...(await openPositions(ctx.db, account.keyId))]);
  for (const traded of await listedOf(account, held)) {
    if ((await catchUpFills(ctx, account, traded)) === null) complete = false;
  }
  await ctx.db.transaction(async (tx) => {
    await fence(tx, account);
    await noteExternal(tx, account.keyId, external, began, whole ? null : symbols.map(({ symbol }) => symbol));
    if (complete) await scheduleReconcile(tx, account.keyId, began, utcMs(began + EVERY_MS));
  });
  return complete;
}

/** Not where we learned something newer while the exchange was asked: orders leave and are cancelled beside a comparison. */
async function note(
  ctx: OrderCtx,
  account: HeldAccount,
  orderId: string,
  shown: VenueOrder,
  asked: UtcMs,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await fence(tx, account);
    const order = await lockOrder(tx, orderId);
    if (order.changedAt > asked) return;
    await takeStep(ctx, tx, order, seenAs(shown), "compared", { venueOrderId: shown.venueOrderId });
  });
}

async function noteUnlisted(ctx: OrderCtx, account: HeldAccount, orderId: string, asked: UtcMs): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await fence(tx, account);
    const order = await lockOrder(tx, orderId);
    if (order.changedAt > asked) return;
    await takeStep(ctx, tx, order, { type: "unlisted" }, "in no list of the exchange");
  });
}

/** One list a symbol. */
async function listEach(account: HeldAccount, symbols: readonly Traded[]): Promise<Asked<readonly VenueOrder[]>> {
  const all: VenueOrder[] = [];
  for (const traded of symbols) {
    const listed = await account.trade.openOrders(traded);
    if (!listed.ok) return listed;
    all.push(...listed.value);
  }
  return { ok: true, value: all };
}

export function symbolsOf(orders: readonly Traded[]): readonly Traded[] {
  return [...new Map(orders.map(({ symbol, market }) => [`${market} ${symbol}`, { symbol, market }])).values()];
}
