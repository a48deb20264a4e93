import type { ChainEvent } from "@/lib/kernel/chain";
import { plain } from "@/lib/kernel/decimal";
import { nullable, number, oneOf, type Reader, shape, text } from "@/lib/kernel/shape";
import { toIso, type UtcMs } from "@/lib/kernel/time";
import type { MarketAt, Projection } from "./signal.ts";
import { readBreakEven, readEntry, readIndicators, readMarket, readTargets, readTrailing } from "./stored.ts";

/** A signal as API, sockets and pages tell it (SPEC 8): decimal strings, ISO times. `seq`, `hash`, `market` are those of its publication. */
export type SignalView = {
  readonly id: string;
  readonly strategyId: string;
  readonly strategyVersion: number;
  readonly state: Projection["state"];
  readonly seq: number;
  readonly hash: string;
  readonly prevHash: string;
  readonly receivedAt: string;
  readonly market: MarketAt;
  /** The `market` of the request: in answers that name is the quote. */
  readonly marketKind: Projection["market"];
  readonly symbol: string;
  readonly exchange: string;
  readonly side: Projection["side"];
  readonly entry: Projection["entry"];
  readonly entryPrice: string | null;
  readonly stopLoss: string;
  readonly initialStop: string;
  readonly targets: Projection["targets"];
  readonly targetsHit: number;
  readonly remaining: string;
  readonly trailing: Projection["trailing"];
  readonly breakEven: Projection["breakEven"];
  readonly leverage: string;
  readonly maxAgeSec: number;
  readonly maxSlippageBps: number;
  readonly timeframe: string | null;
  readonly indicators: Projection["indicators"];
  readonly note: string;
  readonly expiresAt: string | null;
  readonly openedAt: string | null;
  readonly closedAt: string | null;
  readonly closeCause: string | null;
  readonly resultPct: number | null;
  /** The newest event of this signal. */
  readonly lastSeq: number;
};

export type Publication = Pick<ChainEvent, "seq" | "hash" | "prevHash" | "market">;

export function viewOf(signal: Projection, publication: Publication): SignalView {
  const iso = (at: UtcMs | null): string | null => (at === null ? null : toIso(at));
  return {
    id: signal.id,
    strategyId: signal.strategyId,
    strategyVersion: signal.strategyVersion,
    state: signal.state,
    seq: publication.seq,
    hash: publication.hash,
    prevHash: publication.prevHash,
    receivedAt: toIso(signal.receivedAt),
    market: readMarket(publication.market, `market of ${signal.id}`),
    marketKind: signal.market,
    symbol: signal.symbol,
    exchange: signal.exchange,
    side: signal.side,
    entry: signal.entry,
    entryPrice: signal.entryPrice === null ? null : plain(signal.entryPrice),
    stopLoss: plain(signal.stopLoss),
    initialStop: plain(signal.initialStop),
    targets: signal.targets,
    targetsHit: signal.targetsHit,
    remaining: plain(signal.remaining),
    trailing: signal.trailing,
    breakEven: signal.breakEven,
    leverage: plain(signal.leverage),
    maxAgeSec: signal.maxAgeSec,
    maxSlippageBps: signal.maxSlippageBps,
    timeframe: signal.timeframe,
    indicators: signal.indicators,
    note: signal.note,
    expiresAt: iso(signal.expiresAt),
    openedAt: iso(signal.openedAt),
    closedAt: iso(signal.closedAt),
    closeCause: signal.closeCause,
    resultPct: signal.resultPct,
    lastSeq: signal.lastSeq,
  };
}

/** A view that was kept in JSON: the answer to a request that may come again. Its fields come in the order in which `viewOf` told them. */
export const readView: Reader<SignalView> = shape<SignalView>({
  id: text,
  strategyId: text,
  strategyVersion: number,
  state: oneOf("PENDING", "OPEN", "CLOSED", "CANCELLED", "EXPIRED"),
  seq: number,
  hash: text,
  prevHash: text,
  receivedAt: text,
  market: readMarket,
  marketKind: oneOf("spot", "swap"),
  symbol: text,
  exchange: text,
  side: oneOf("LONG", "SHORT"),
  entry: readEntry,
  entryPrice: nullable(text),
  stopLoss: text,
  initialStop: text,
  targets: readTargets,
  targetsHit: number,
  remaining: text,
  trailing: nullable(readTrailing),
  breakEven: nullable(readBreakEven),
  leverage: text,
  maxAgeSec: number,
  maxSlippageBps: number,
  timeframe: nullable(text),
  indicators: nullable(readIndicators),
  note: text,
  expiresAt: nullable(text),
  openedAt: nullable(text),
  closedAt: nullable(text),
  closeCause: nullable(text),
  resultPct: nullable(number),
  lastSeq: number,
});
