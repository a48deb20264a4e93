import type { Tx } from "@/lib/db/client";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import type { UtcMs } from "@/lib/kernel/time";
import { hasEnded, type OrderState } from "@/lib/trading/orders/order-life";
import type { OrderPlan } from "./plan-order.ts";

export async function findIntent(tx: Tx, userId: string, origin: string, leg: string) {
  return tx.intent.findUnique({
    where: { userId_origin_leg: { userId, origin, leg } },
    select: { id: true, state: true, reason: true },
  });
}

export interface NewIntent {
  readonly id: string;
  readonly plan: OrderPlan;
  readonly state: OrderState;
  readonly reason: string | null;
  readonly reasonCode: string | null;
  readonly day: string | null;
  readonly usd: Dec;
  readonly riskUsd: Dec | null;
  /** Of an entry; null: it only reduces, or nothing was seen. */
  readonly usdPerQuote: Dec | null;
  readonly at: UtcMs;
}

/** @returns false when another transaction meant this leg at the same time: nothing was written, and what it wrote can be read now */
export async function insertIntent(tx: Tx, intent: NewIntent): Promise<boolean> {
  return (await insertIntents(tx, [intent])).has(intent.id);
}

/** @returns ids of those that were written: not of a leg that was meant before */
export async function insertIntents(tx: Tx, intents: readonly NewIntent[]): Promise<ReadonlySet<string>> {
  const data = intents.map(rowOf);
  const rows = await tx.intent.createManyAndReturn({ skipDuplicates: true, data, select: { id: true } });
  return new Set(rows.map(({ id }) => id));
}

function rowOf(intent: NewIntent) {
  const { plan, usd, riskUsd, usdPerQuote, at, day, ...row } = intent;
  const {
    bounds,
    qty,
    stopLoss,
    leverage,
    type: _type,
    timeInForce: _tif,
    price: _price,
    trigger: _trigger,
    ...rest
  } = plan;
  const stamp = new Date(at);
  return {
    ...rest,
    ...row,
    mode: "LIVE" as const,
    qty: plain(qty),
    stopLoss: stopLoss === null ? null : plain(stopLoss),
    leverage: plain(leverage),
    signalAt: bounds === null || bounds.signalAt === null ? null : new Date(bounds.signalAt),
    maxAgeSec: bounds?.maxAgeSec ?? null,
    reference: bounds === null ? null : plain(bounds.reference),
    maxSlippageBps: bounds?.maxSlippageBps ?? null,
    day,
    plannedUsd: day === null ? null : plain(usd.toDecimalPlaces(18)),
    dayUsd: day === null ? null : plain(usd.toDecimalPlaces(18)),
    dayCounted: day !== null,
    riskUsd: riskUsd === null ? null : plain(riskUsd.toDecimalPlaces(18)),
    usdPerQuote: usdPerQuote === null ? null : plain(usdPerQuote.toDecimalPlaces(18)),
    createdAt: stamp,
    updatedAt: stamp,
  };
}

/** Tenants who have meant something of one trade before; `leg`: this part of it. */
export async function whoMeant(
  tx: Tx,
  userIds: readonly string[],
  origin: string,
  leg?: string,
): Promise<ReadonlySet<string>> {
  const rows = await tx.intent.findMany({
    where: { userId: { in: [...userIds] }, origin, ...(leg === undefined ? {} : { leg }) },
    select: { userId: true },
  });
  return new Set(rows.map(({ userId }) => userId));
}

/** How often a trade was left by hand so far, and whether one of these exits has not ended yet. */
export async function legsByHand(
  tx: Pick<Tx, "intent">,
  userId: string,
  origin: string,
): Promise<{ readonly legs: number; readonly underWay: boolean }> {
  const rows = await tx.intent.findMany({
    where: { userId, origin, leg: { startsWith: "manual:" } },
    select: { leg: true, state: true, qty: true, orders: { select: { filled: true } } },
    orderBy: { id: "asc" },
  });
  const last = rows.at(-1);
  // Of more than its exchange takes at once the next part is planned by the worker's next round.
  const goesOn =
    last?.state === "FILLED" &&
    last.orders.reduce((sum, { filled }) => sum.plus(plainOf(filled)), dec(0)).lt(plainOf(last.qty));
  return {
    // What did not fill at once goes on under the same leg with `+n` behind.
    legs: rows.filter(({ leg }) => !leg.includes("+")).length,
    underWay: goesOn || rows.some(({ state }) => !hasEnded(state)),
  };
}

function plainOf(value: { toString(): string } | null): string {
  return value?.toString() ?? "0";
}
