import { appendEvent } from "@/lib/events/outbox";
import { dec } from "@/lib/kernel/decimal";
import { invariant } from "@/lib/kernel/errors";
import { type UtcMs, utcDay, utcMs } from "@/lib/kernel/time";
import type { Tx } from "@/lib/ports/ctx";
import { SEND_WITHIN_MS } from "@/lib/trading/orders/absence";
import { plannedLife, stepOrder } from "@/lib/trading/orders/order-life";
import { lossAtStop, notional, refuseOrder } from "@/lib/trading/risk/guards";
import { fenceFree, readKeys } from "./account-repository.ts";
import { clientOrderId } from "./client-order-id.ts";
import { stateOf } from "./entry-state.ts";
import { flagLargeTrade } from "./flag-large-trade.ts";
import { insertIntents, whoMeant } from "./intent-repository.ts";
import { countDays, EMPTY_DAY, lockFreeLimits, openRisksUsd, readDays, runLossesUsd } from "./limits-repository.ts";
import { concerns } from "./obey-switches.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { findOrders, insertOrderEvent, insertSending } from "./order-repository.ts";
import { dayStart, factsOf, type OrderPlan, type Seen } from "./plan-order.ts";
import type { CommittedOrder } from "./send-order.ts";
import { engagedSwitches } from "./switch-repository.ts";

/** An entry of one account among many that follow one signal. */
export interface EntryWish {
  readonly account: HeldAccount;
  readonly plan: OrderPlan;
  readonly seen: Seen;
}

export interface PlannedTogether<Wish extends EntryWish> {
  readonly wish: Wish;
  readonly intentId: string;
  readonly orderId: string;
  readonly sendBy: UtcMs;
}

/**
 * Plans one signal's entries on many spot accounts and commits them as SENDING, in the caller's transaction: the guards, counters and rows of
 * `planOrder` and `sendOrder`, each of them one statement for all. Only for what nothing is against: an account or a tenant that another transaction
 * holds, a refusal of any guard and a trade that was meant before are left to be planned one by one, where they are waited for and written with their
 * reason. @returns what is on record as SENDING once the caller commits
 */
export async function planTogether<Wish extends EntryWish>(
  ctx: Pick<OrderCtx, "clock" | "ids" | "config">,
  tx: Tx,
  trade: Pick<OrderPlan, "origin" | "strategyId" | "exchange">,
  wishes: readonly Wish[],
): Promise<readonly PlannedTogether<Wish>[]> {
  const now = ctx.clock.now();
  const day = utcDay(now);
  const accounts = await fenceFree(
    tx,
    wishes.map(({ account }) => account),
  );
  const userIds = wishes.filter(({ plan }) => accounts.has(plan.keyId)).map(({ plan }) => plan.userId);
  const limits = await lockFreeLimits(tx, userIds, now);
  // From here on what is read counts: whoever else opens something for these tenants waits.
  const held = [...limits.keys()];
  const keys = await readKeys(tx, [...accounts.keys()]);
  const engaged = await engagedSwitches(tx);
  const days = await readDays(tx, held, day);
  const risks = await openRisksUsd(tx, held);
  const losses = await runLossesUsd(tx, held, {
    strategyId: trade.strategyId,
    sessionId: null,
    from: dayStart(now),
  });
  const before = await whoMeant(tx, held, trade.origin);

  const taken = new Set<string>();
  const going = wishes.flatMap((wish) => {
    const { plan, seen } = wish;
    const { userId, keyId } = plan;
    invariant(plan.purpose === "ENTRY" && plan.market === "spot", "only spot entries are planned together");
    const own = limits.get(userId);
    const account = accounts.get(keyId);
    // A tenant once: his second entry has to see what his first one took.
    if (own === undefined || account === undefined || before.has(userId) || taken.has(userId)) return [];
    const switches = engaged.filter((one) => concerns(one, plan));
    const state = stateOf(ctx, { switches, account, key: keys.get(keyId) ?? null }, plan, now);
    const facts = factsOf(plan, seen, {
      state,
      limits: own,
      opposite: false,
      today: days.get(userId) ?? EMPTY_DAY,
      openRisk: risks.get(userId) ?? dec(0),
      runLoss: losses.get(userId) ?? dec(0),
    });
    // What is asked when an order leaves is a part of what is asked when it is planned.
    if (plan.side === "SELL" || state.recovering || refuseOrder("ENTRY", facts, "planning") !== null) return [];
    taken.add(userId);
    const usd = notional(facts).times(facts.usdPerQuote);
    return [{ wish, usd, riskUsd: lossAtStop(facts).times(facts.usdPerQuote) }];
  });
  if (going.length === 0) return [];

  const sendBy = utcMs(now + SEND_WITHIN_MS);
  const rows = going.map((one) => ({ ...one, intentId: ctx.ids.make("intent"), orderId: ctx.ids.make("order") }));
  const inserted = await insertIntents(
    tx,
    rows.map(({ wish: { plan, seen }, intentId: id, usd, riskUsd }) => ({
      ...{ id, plan, usd, riskUsd, usdPerQuote: seen.usdPerQuote, day, at: now },
      ...{ state: "SENDING" as const, reason: null, reasonCode: null },
    })),
  );
  invariant(inserted.size === rows.length, "a trade was meant twice under its tenant's lock");
  await insertSending(
    tx,
    rows.map(({ wish: { plan }, intentId, orderId: id }) => {
      const { keyId, userId, exchange, symbol, side, type, timeInForce, price, trigger } = plan;
      const step = stepOrder(plannedLife(plan.qty), { type: "sending", sendBy });
      invariant(step !== null, "a planned order can be sent");
      const terms = { keyId, userId, exchange, symbol, side, type, timeInForce, price, trigger };
      return { id, intentId, ...terms, clientOrderId: clientOrderId(intentId, 1), attempt: 1, life: step.life };
    }),
    now,
  );
  const event = (orderId: string, userId: string) => ({ id: ctx.ids.make("orderEvent"), orderId, userId, at: now });
  await insertOrderEvent(
    tx,
    ...rows.flatMap(({ orderId, wish: { plan } }) => [
      { ...event(orderId, plan.userId), from: null, to: "PLANNED" as const, fact: "planned", reason: "planned" },
      {
        ...event(orderId, plan.userId),
        ...{ from: "PLANNED" as const, to: "SENDING" as const, fact: "sending", reason: "attempt 1, sending 1" },
      },
    ]),
  );
  await countDays(
    tx,
    rows.map(({ wish: { plan }, usd }) => ({ userId: plan.userId, usd })),
    day,
    1,
  );
  for (const { wish, intentId, usd } of rows) await flagLargeTrade(tx, wish.plan, { intentId, usd, at: now });
  await appendEvent(
    tx,
    now,
    ...rows.map(({ wish: { plan }, intentId }) => ({
      ...{ type: "intent.changed" as const, intentId, userId: plan.userId, keyId: plan.keyId },
    })),
  );
  return rows.map(({ wish, intentId, orderId }) => ({ wish, intentId, orderId, sendBy }));
}

/** Orders that were planned together, as they are on record: to be sent. */
export async function readCommitted(
  ctx: Pick<OrderCtx, "db">,
  planned: readonly Pick<PlannedTogether<EntryWish>, "orderId" | "sendBy">[],
): Promise<readonly CommittedOrder[]> {
  const sendBy = new Map(planned.map((one) => [one.orderId, one.sendBy]));
  const orders = await findOrders(ctx.db, { id: { in: [...sendBy.keys()] } });
  return orders.flatMap((order) => {
    const by = sendBy.get(order.id);
    return by === undefined ? [] : [{ order, sendBy: by }];
  });
}
