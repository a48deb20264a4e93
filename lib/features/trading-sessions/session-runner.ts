import { AppError } from "@/lib/kernel/errors";
import type { Ctx } from "@/lib/ports/ctx";
import type { Ticker } from "@/lib/ports/prices";
import { isTimeframe, TIMEFRAME_MS } from "@/lib/trading/market/timeframe";
import type { ClosedBars } from "./closed-bars.ts";
import { feedSession } from "./feed-session.ts";
import { listRunning } from "./repository.ts";
import type { Seat } from "./seat.ts";
import type { RunningSession } from "./trading-session.ts";

/** The shortest timeframe: within a minute no candle closes. */
const MINUTE_MS = TIMEFRAME_MS["1m"];
/** After a market did not answer, or had nothing yet, it is asked again after this, doubled each time. */
const ASK_AGAIN_MS = 2_000;
const ASK_AGAIN_MAX_MS = 60_000;

/**
 * Gives running sessions their closed candles. Their state is in the database; what is kept here is a copy that saves reading it, and any
 * number of runners may be at work: of two that take the same candle one finds it taken.
 */
export class SessionRunner {
  readonly #ctx: Pick<Ctx, "db" | "clock" | "ids" | "log">;
  readonly #bars: ClosedBars;
  readonly #seats = new Map<string, Seat>();
  /** What each session is being given at this moment. */
  readonly #feeding = new Map<string, Promise<void>>();
  /** The minute of market time that each symbol was last seen in. */
  readonly #minutes = new Map<string, number>();
  readonly #waits = new Map<string, { readonly until: number; readonly ms: number }>();

  constructor(ctx: Pick<Ctx, "db" | "clock" | "ids" | "log">, bars: ClosedBars) {
    this.#ctx = ctx;
    this.#bars = bars;
  }

  /**
   * For a replayed market: sees each price, and at the first one after a candle's end lets the sessions of that symbol take it. Resolves when
   * that is committed, so the market does not go on before.
   */
  async onTick({ exchange, symbol, exchangeAt }: Pick<Ticker, "exchange" | "symbol" | "exchangeAt">): Promise<void> {
    const name = `${exchange} ${symbol}`;
    const minute = Math.floor(exchangeAt / MINUTE_MS);
    if (this.#minutes.get(name) === minute) return;
    const due = dueBy(await listRunning(this.#ctx.db, { exchange, symbol }), exchangeAt);
    await Promise.all(due.map(({ id }) => this.#feed(id, exchangeAt)));
    this.#minutes.set(name, minute);
  }

  /** Gives every session what is closed by now. A market that does not answer delays its own sessions alone, and is asked again later. */
  async look(): Promise<void> {
    const until = await this.#bars.now();
    if (until === null) return;
    const running = await listRunning(this.#ctx.db);
    for (const kept of [this.#seats, this.#waits])
      for (const id of kept.keys()) if (!running.some((one) => one.id === id)) kept.delete(id);
    const now = this.#ctx.clock.now();
    for (const { id } of dueBy(running, until)) {
      if (this.#feeding.has(id) || (this.#waits.get(id)?.until ?? 0) > now) continue;
      void this.#feed(id, until).catch((error: unknown) => {
        this.#wait(id);
        const told = error instanceof AppError ? { detail: error.message } : { err: error };
        this.#ctx.log.warn({ tradingSessionId: id, ...told }, "a trading session got no candles yet");
      });
    }
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#feeding.values()]);
  }

  /** One after the other for one session. */
  #feed(id: string, until: number): Promise<void> {
    const before = this.#feeding.get(id) ?? Promise.resolve();
    const feeding = before
      .catch(() => undefined)
      .then(() => this.#feedNow(id, until))
      .finally(() => {
        if (this.#feeding.get(id) === feeding) this.#feeding.delete(id);
      });
    this.#feeding.set(id, feeding);
    return feeding;
  }

  async #feedNow(id: string, until: number): Promise<void> {
    const seat = this.#seats.get(id);
    // until it is written, what is in memory may be ahead of the database
    this.#seats.delete(id);
    const fed = await feedSession(this.#ctx, id, seat, (session) => this.#read(session, until));
    if (fed.seat !== null) this.#seats.set(id, fed.seat);
    if (fed.taken > 0) this.#waits.delete(id);
    else this.#wait(id);
  }

  #read(session: RunningSession, until: number) {
    return this.#bars.read(session, session.nextBarMs, until);
  }

  #wait(id: string): void {
    const ms = Math.min(ASK_AGAIN_MAX_MS, (this.#waits.get(id)?.ms ?? ASK_AGAIN_MS / 2) * 2);
    this.#waits.set(id, { ms, until: this.#ctx.clock.now() + ms });
  }
}

/** Sessions whose next candle has ended by `until`. */
function dueBy<Row extends { readonly timeframe: string; readonly nextBarMs: bigint }>(
  rows: readonly Row[],
  until: number,
): Row[] {
  return rows.filter(
    ({ timeframe, nextBarMs }) => isTimeframe(timeframe) && Number(nextBarMs) + TIMEFRAME_MS[timeframe] <= until,
  );
}
