import { z } from "zod";
import type { PositionWithShortfall } from "@/lib/features/copies/live/position-with-shortfall";
import type { PositionView } from "@/lib/features/copies/position";
import { STRATEGY_KINDS, STRATEGY_STATUSES, type StrategyView } from "@/lib/features/marketplace/strategy";
import type { SignalDetail } from "@/lib/features/signals/queries";
import type { SignalView } from "@/lib/features/signals/view";
import type { Json } from "@/lib/kernel/canonical-json";
import { CURRENCIES, type Currency } from "@/lib/kernel/money";

// What the main resources look like in an answer. The type of each is that of the view which is sent, so that a field it gets does not
// compile until it stands here; answers.db.test.ts holds them against rows.

const text = z.string();
const orNone = text.nullable();
const count = z.int();
const json = z.custom<Json>();
const side = z.enum(["LONG", "SHORT"]);
const market = z.enum(["spot", "swap"]);
const named = z.strictObject({ id: text, name: text, slug: text });
const price = z.strictObject({ amount: count, currency: z.enum(Object.keys(CURRENCIES) as [Currency, ...Currency[]]) });

const strategy: z.ZodType<StrategyView> = z.strictObject({
  ...named.shape,
  description: text,
  kind: z.enum(STRATEGY_KINDS),
  category: orNone,
  status: z.enum(STRATEGY_STATUSES),
  version: count,
  supportedPairs: z.array(text),
  supportedTimeframes: z.array(text),
  exchanges: z.array(text),
  monthlyPrice: price,
  yearlyPrice: price.nullable(),
  trialDays: count,
  isPublic: z.boolean(),
  provider: named,
  followerCount: count,
  signalCount: count,
  tradeCount: count,
  returnPct: z.number().nullable(),
  maxDrawdownPct: z.number().nullable(),
  createdAt: text,
  publishedAt: orNone,
  archivedAt: orNone,
  lastSignalAt: orNone,
});

const signalFields = {
  id: text,
  strategyId: text,
  strategyVersion: count,
  state: z.enum(["PENDING", "OPEN", "CLOSED", "CANCELLED", "EXPIRED"]),
  seq: count,
  hash: text,
  prevHash: text,
  receivedAt: text,
  market: z.strictObject({ bid: text, ask: text, at: text }),
  marketKind: market,
  symbol: text,
  exchange: text,
  side,
  entry: z.union([
    z.strictObject({ type: z.literal("market"), reference: text.exactOptional() }),
    z.strictObject({ type: z.literal("limit"), low: text, high: text }),
    z.strictObject({ type: z.literal("trigger"), price: text, crossing: z.enum(["up", "down"]) }),
  ]),
  entryPrice: orNone,
  stopLoss: text,
  initialStop: text,
  targets: z.array(z.strictObject({ price: text, fraction: text })),
  targetsHit: count,
  remaining: text,
  trailing: z.strictObject({ armPct: text, distancePct: text }).nullable(),
  breakEven: z.union([z.strictObject({ afterTarget: count }), z.strictObject({ triggerPct: text })]).nullable(),
  leverage: text,
  maxAgeSec: z.number(),
  maxSlippageBps: z.number(),
  timeframe: orNone,
  indicators: z.record(text, json).nullable(),
  note: text,
  expiresAt: orNone,
  openedAt: orNone,
  closedAt: orNone,
  closeCause: orNone,
  resultPct: z.number().nullable(),
  lastSeq: count,
};

const event = z.strictObject({
  strategyId: text,
  strategyVersion: count,
  seq: count,
  type: text,
  signalId: text,
  receivedAt: text,
  market: json,
  body: json,
  prevHash: text,
  hash: text,
});

const positionFields = {
  id: text,
  copyId: orNone,
  signalId: orNone,
  strategyId: orNone,
  strategy: named.omit({ id: true }).nullable(),
  sessionId: orNone,
  mode: z.enum(["PAPER", "LIVE"]),
  exchange: text,
  market,
  symbol: text,
  side,
  state: z.enum(["OPEN", "CLOSED"]),
  qty: text,
  entryQty: text,
  entryPrice: text,
  exitPrice: orNone,
  stopLoss: orNone,
  leverage: text,
  markPrice: orNone,
  markAt: orNone,
  grossPnl: text,
  fees: text,
  realisedPnl: text,
  unrealisedPnl: orNone,
  pnl: orNone,
  closeReason: orNone,
  openedAt: text,
  closedAt: orNone,
};

const fill = z.strictObject({
  id: text,
  side: z.enum(["BUY", "SELL"]),
  price: text,
  qty: text,
  fee: text,
  feeCurrency: text,
  grossPnl: text,
  reason: text,
  at: text,
});

const signal: z.ZodType<SignalView> = z.strictObject(signalFields);
const signalDetail: z.ZodType<SignalDetail> = z.strictObject({
  ...signalFields,
  strategy: named.extend({ providerId: text }),
  events: z.array(event),
});
const position: z.ZodType<PositionView> = z.strictObject(positionFields);
const positionDetail: z.ZodType<PositionWithShortfall> = z.strictObject({
  ...positionFields,
  fills: z.array(fill),
  stopHeldSince: orNone,
  unlistedSince: orNone,
  shortfall: z
    .strictObject({ gap: text, delay: text, spread: text, impact: text, fee: text, rounding: text })
    .nullable(),
});

/** By the name under which the document keeps them. */
export const ANSWERS = {
  Strategy: strategy,
  Signal: signal,
  SignalDetail: signalDetail,
  Position: position,
  PositionDetail: positionDetail,
} as const;

export type AnswerName = keyof typeof ANSWERS;
