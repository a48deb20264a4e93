import type { Db } from "@/lib/db/client";
import { FEE_FIELDS, feeInQuote } from "@/lib/features/orders/fill-fee";
import { type Dec, dec } from "@/lib/kernel/decimal";
import type { Side } from "@/lib/trading/market/quote";
import type { AskedStep, CopyFill } from "./shortfall-legs.ts";

export interface CopyTrail {
  readonly side: Side;
  readonly exchange: string;
  readonly symbol: string;
  readonly steps: readonly AskedStep[];
  readonly fills: readonly CopyFill[];
}

/** What was asked of a user's live copy and what was executed; null: not his, or on paper. */
export async function readTrail(db: Db, userId: string, copyId: string): Promise<CopyTrail | null> {
  const copy = await db.copy.findFirst({
    where: { id: copyId, userId, mode: "LIVE" },
    select: {
      signal: { select: { side: true, exchange: true, symbol: true } },
      liveSteps: { orderBy: { seq: "asc" } },
      intents: {
        orderBy: { id: "asc" },
        select: {
          leg: true,
          purpose: true,
          orders: { select: { fills: { orderBy: { at: "asc" }, select: { price: true, qty: true, ...FEE_FIELDS } } } },
        },
      },
    },
  });
  if (copy === null) return null;
  const bodies = await partsOf(db, copy.liveSteps);
  return {
    ...copy.signal,
    steps: copy.liveSteps.map((step) => ({
      type: step.type,
      leg: step.leg,
      decided: exact(step.decided),
      sent: step.bid === null || step.ask === null ? null : { bid: exact(step.bid), ask: exact(step.ask) },
      wanted: step.wanted === null ? null : exact(step.wanted),
      part: bodies.get(step.seq) ?? null,
    })),
    fills: copy.intents.flatMap(({ leg, purpose, orders }) =>
      orders.flatMap(({ fills }) =>
        fills.map((fill) => ({
          leg,
          entry: purpose === "ENTRY",
          price: exact(fill.price),
          qty: exact(fill.qty),
          fee: feeInQuote(fill),
        })),
      ),
    ),
  };
}

/** Which part of what the signal held each REDUCE took. */
async function partsOf(
  db: Db,
  steps: readonly {
    readonly strategyId: string;
    readonly seq: number;
    readonly eventAt: Date;
    readonly type: string;
  }[],
): Promise<ReadonlyMap<number, Dec>> {
  const asked = steps.filter(({ type }) => type === "REDUCE");
  if (asked.length === 0) return new Map();
  const events = await db.signalEvent.findMany({
    where: { OR: asked.map(({ strategyId, seq, eventAt }) => ({ strategyId, seq, receivedAt: eventAt })) },
    select: { seq: true, body: true },
  });
  return new Map(
    events.flatMap(({ seq, body }) => {
      const fraction = numberAt(body, "fraction");
      if (fraction === null) return [];
      return [[seq, fraction.div(fraction.plus(numberAt(body, "remaining") ?? 0))] as const];
    }),
  );
}

function numberAt(body: unknown, name: string): Dec | null {
  const value: unknown = typeof body === "object" && body !== null ? Reflect.get(body, name) : undefined;
  return typeof value === "string" ? dec(value) : null;
}

function exact(value: { toString(): string }): Dec {
  return dec(value.toString());
}
