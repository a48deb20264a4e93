import { z } from "zod";
import { type Dec, dec } from "@/lib/kernel/decimal";
import { invariant } from "@/lib/kernel/errors";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import { exitPriceOf, type Quote, type Side } from "@/lib/trading/market/quote";

/** A chain event as copies read it: what to do, at which price. */
export type ChainStep =
  | { readonly type: "OPEN"; readonly market: Quote }
  | { readonly type: "ENTER"; readonly market: Quote }
  | { readonly type: "AMEND"; readonly cause: string; readonly stopLoss: Dec | null }
  | {
      readonly type: "REDUCE";
      /** target | provider */
      readonly cause: string;
      readonly leg: string;
      /** Of the signal's first size. */
      readonly fraction: Dec;
      /** What the signal held before, in the same measure. */
      readonly before: Dec;
      readonly price: Dec;
    }
  | { readonly type: "CLOSE"; readonly cause: string; readonly leg: string; readonly price: Dec }
  | { readonly type: "CANCEL" }
  | { readonly type: "EXPIRE" }
  /** The signal grew by `fraction` of the `before` that it held; a copy grows by as much of what it holds. */
  | { readonly type: "ADD"; readonly fraction: Dec; readonly before: Dec; readonly market: Quote };
export type OpeningStep = Extract<ChainStep, { type: "OPEN" | "ENTER" }>;
export type AddStep = Extract<ChainStep, { type: "ADD" }>;
export type ExitStep = Exclude<ChainStep, OpeningStep | AddStep>;

export interface ChainEvent {
  readonly strategyId: string;
  readonly seq: number;
  readonly receivedAt: UtcMs;
  /** What the chain's feed showed. */
  readonly market: Quote;
  readonly step: ChainStep;
}

export interface ChainEventRow {
  readonly strategyId: string;
  readonly seq: number;
  readonly type: string;
  readonly receivedAt: Date;
  readonly market: unknown;
  readonly body: unknown;
}

const decimal = z.string().transform((text) => dec(text));
const marketSchema = z.object({ bid: decimal, ask: decimal });
const bodySchema = z.object({
  cause: z.string().optional(),
  target: z.number().int().optional(),
  fraction: decimal.optional(),
  remaining: decimal.optional(),
  price: decimal.optional(),
  stopLoss: decimal.optional(),
});

/**
 * Reads a stored event. An exit's price is the event's own: the target's for a target, else the bid (ask for a short) that the event carries.
 * @throws AppError "invariant" on an event that the chain's writer could not have made
 */
export function readChainEvent(row: ChainEventRow, side: Side): ChainEvent {
  const market: Quote = marketSchema.parse(row.market);
  const body = bodySchema.parse(row.body);
  const base = { strategyId: row.strategyId, seq: row.seq, receivedAt: utcMs(row.receivedAt), market };
  const price = body.price ?? exitPriceOf(side, market);
  switch (row.type) {
    case "OPEN":
    case "ENTER":
      return { ...base, step: { type: row.type, market } };
    case "AMEND":
      return { ...base, step: { type: "AMEND", cause: body.cause ?? "provider", stopLoss: body.stopLoss ?? null } };
    case "REDUCE":
      invariant(body.fraction !== undefined, `REDUCE ${row.strategyId}:${row.seq} names no fraction`);
      return {
        ...base,
        step: {
          type: "REDUCE",
          cause: body.target === undefined ? "provider" : "target",
          leg: body.target === undefined ? `reduce:${row.seq}` : `target:${body.target}`,
          fraction: body.fraction,
          before: body.fraction.plus(body.remaining ?? 0),
          price,
        },
      };
    case "CLOSE": {
      const cause = body.cause ?? "provider";
      const leg =
        cause === "target" && body.target !== undefined ? `target:${body.target}` : cause === "stop" ? "stop" : "close";
      return { ...base, step: { type: "CLOSE", cause, leg, price } };
    }
    case "ADD": {
      const { fraction, remaining } = body;
      const adds = fraction !== undefined && remaining?.gt(fraction) === true;
      invariant(adds, `ADD ${row.strategyId}:${row.seq} does not say by how much`);
      invariant(remaining !== undefined, "an ADD names what it leaves open");
      return { ...base, step: { type: "ADD", fraction, before: remaining.minus(fraction), market } };
    }
    case "CANCEL":
    case "EXPIRE":
      return { ...base, step: { type: row.type } };
    default:
      throw new Error(`unknown chain event ${row.type}`);
  }
}
