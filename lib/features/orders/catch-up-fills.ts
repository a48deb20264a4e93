import { MINUTE_MS, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Traded, VenueFill } from "@/lib/ports/trade-venue";
import { fence } from "./account-repository.ts";
import { noteForeignTrades } from "./external-repository.ts";
import { feeRateOf } from "./fee-rate.ts";
import { fillsSince, isRecorded, setFillsSince } from "./fill-repository.ts";
import type { LiveOrder } from "./live-order.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { findOrders } from "./order-repository.ts";
import { recordFill } from "./record-fill.ts";

/** Lists show executions late and out of order: each reading looks back over the end of the one before. */
const OVERLAP_MS = 5 * MINUTE_MS;

export interface CaughtUp {
  /** Executions of ours that were not on record yet. */
  readonly news: number;
  /** Executions that belong to no order of ours: somebody trades by hand. */
  readonly foreign: readonly VenueFill[];
}

/** Reads the executions of one symbol from where the last reading ended and counts those of our orders. null: the exchange did not answer. */
export async function catchUpFills(
  ctx: OrderCtx,
  account: HeldAccount,
  of: Traded,
  owed = false,
): Promise<CaughtUp | null> {
  const began = ctx.clock.now();
  const since = await startOf(ctx, account, of);
  if (since === null) return { news: 0, foreign: [] };
  const answer = await account.trade.fills(of, since, owed);
  if (!answer.ok) return null;
  const ours = await findOrders(ctx.db, {
    keyId: account.keyId,
    symbol: of.symbol,
    clientOrderId: { in: idsOf(answer.value, "clientOrderId") },
  });
  const byVenue = await findOrders(ctx.db, {
    keyId: account.keyId,
    symbol: of.symbol,
    venueOrderId: { in: idsOf(answer.value, "venueOrderId") },
  });
  let news = 0;
  const foreign: VenueFill[] = [];
  for (const fill of answer.value) {
    const order = orderOf(fill, [...ours, ...byVenue]);
    if (order === undefined) foreign.push(fill);
    else if (!(await isRecorded(ctx.db, order.id, fill.tradeId))) {
      const feeRate = await feeRateOf(ctx, account, fill);
      if (await recordFill(ctx, account, order.id, { ...fill, feeRate })) news += 1;
    }
  }
  await ctx.db.transaction(async (tx) => {
    await fence(tx, account);
    if (foreign.length > 0) await noteForeignTrades(tx, account, foreign, began);
    await setFillsSince(tx, account.keyId, of, utcMs(began - OVERLAP_MS));
  });
  return { news, foreign };
}

/** The first reading of a symbol goes back to our first order of it; later ones to any order that the exchange says has more than we know. */
async function startOf(ctx: OrderCtx, account: HeldAccount, of: Traded): Promise<UtcMs | null> {
  const known = await fillsSince(ctx.db, account.keyId, of.symbol);
  if (known !== null) {
    const open = await findOrders(ctx.db, {
      keyId: account.keyId,
      symbol: of.symbol,
      state: { in: ["ACCEPTED", "PARTIAL"] },
    });
    const short = open.filter(({ life }) => life.venue?.filled.gt(life.filled));
    return utcMs(Math.min(known, ...short.map(({ createdAt }) => createdAt - OVERLAP_MS)));
  }
  const [first] = await findOrders(ctx.db, { keyId: account.keyId, symbol: of.symbol, sends: { gt: 0 } });
  return first === undefined ? null : utcMs(first.createdAt - OVERLAP_MS);
}

function orderOf(fill: VenueFill, orders: readonly LiveOrder[]): LiveOrder | undefined {
  return orders.find(
    (order) =>
      (fill.clientOrderId !== null && order.clientOrderId === fill.clientOrderId) ||
      order.venueOrderId === fill.venueOrderId,
  );
}

function idsOf(fills: readonly VenueFill[], name: "clientOrderId" | "venueOrderId"): string[] {
  return [...new Set(fills.flatMap((fill) => fill[name] ?? []))];
}
