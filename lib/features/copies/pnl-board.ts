import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { MINUTE_MS, SECOND_MS, toIso, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { Ticker } from "@/lib/ports/prices";
import { type AccountState, type AccountView, accountView } from "./account.ts";
import { dayStart, readAccounts } from "./account-repository.ts";
import { readMarks } from "./marks.ts";
import { markedFields, type PositionView } from "./position.ts";
import { findPointsAfter, insertMarks } from "./repository.ts";

/** A curve that someone looks at gets a point this often while a position is open. */
const POINT_EVERY_MS = 5 * SECOND_MS;
/** Points that a page may have missed between its rendering and its socket's joining. */
const JOIN_LOOKBACK_MS = MINUTE_MS;
const POINTS_MAX = 500;

export interface EquityPointView {
  readonly at: string;
  readonly equity: string;
}

type MarkedPosition = Pick<
  PositionView,
  "id" | "qty" | "stopLoss" | "markPrice" | "markAt" | "grossPnl" | "fees" | "realisedPnl" | "unrealisedPnl" | "pnl"
>;

/** What `pnl_update` carries: the account and its open positions at the last prices. */
export interface PnlUpdate extends AccountView {
  readonly positions: readonly MarkedPosition[];
  /** Points newly on the stored curve: a chart adds these alone, so that a reload shows the curve that was seen live. */
  readonly points: readonly EquityPointView[];
}

interface Watched {
  watchers: number;
  /** Null: to be read again. */
  account: AccountState | null;
  /** Counts what changed: an account that was read while something changed again may be of before. */
  changes: number;
  /** Start of the UTC day that the account's figures were read for. */
  day: UtcMs;
  dirty: boolean;
  pointAt: UtcMs;
  /** An unchanged equity is not written again. */
  pointEquity: Dec | null;
}

/**
 * Marks the paper accounts that someone looks at. Fed by ticks and position changes, flushed by its owner a few times a second. Rows are read
 * only after a change, so a tick costs arithmetic alone. Lives in the web process, beside the sockets.
 */
export class PnlBoard {
  readonly #ctx: Ctx;
  readonly #emit: (userId: string, update: PnlUpdate) => void;
  readonly #watched = new Map<string, Watched>();
  readonly #tickers = new Map<string, Ticker>();
  #flushing: Promise<void> | null = null;

  constructor(ctx: Ctx, emit: (userId: string, update: PnlUpdate) => void) {
    this.#ctx = ctx;
    this.#emit = emit;
  }

  /** Call when a socket of this user joins the positions room: the next flush sends the present state. */
  watch(userId: string): void {
    const known = this.#watched.get(userId);
    if (known !== undefined) {
      known.watchers += 1;
      known.dirty = true;
      known.pointAt = utcMs(Math.min(known.pointAt, this.#ctx.clock.now() - JOIN_LOOKBACK_MS));
      return;
    }
    const pointAt = utcMs(this.#ctx.clock.now() - JOIN_LOOKBACK_MS);
    this.#watched.set(userId, {
      watchers: 1,
      account: null,
      changes: 0,
      day: utcMs(0),
      dirty: true,
      pointAt,
      pointEquity: null,
    });
  }

  /** Call once for each `watch`, when the socket leaves. */
  unwatch(userId: string): void {
    const known = this.#watched.get(userId);
    if (known === undefined) return;
    known.watchers -= 1;
    if (known.watchers <= 0) this.#watched.delete(userId);
  }

  positionChanged(userId: string): void {
    const known = this.#watched.get(userId);
    if (known === undefined) return;
    known.account = null;
    known.changes += 1;
    known.dirty = true;
  }

  tick(ticker: Ticker): void {
    this.#tickers.set(keyOf(ticker), ticker);
    for (const known of this.#watched.values())
      if (known.account?.held.some(({ held }) => keyOf(held) === keyOf(ticker)) === true) known.dirty = true;
  }

  /** Sends what changed since the last flush. One at a time: a flush that is asked for while one runs is that one. */
  flush(): Promise<void> {
    this.#flushing ??= this.#flushDue().finally(() => {
      this.#flushing = null;
    });
    return this.#flushing;
  }

  async #flushDue(): Promise<void> {
    const due = [...this.#watched].filter(([, known]) => known.dirty);
    if (due.length === 0) return;
    for (const [, known] of due) known.dirty = false;
    try {
      await this.#send(due);
    } catch (error) {
      for (const [, known] of due) known.dirty = true;
      throw error;
    }
  }

  async #send(due: readonly (readonly [string, Watched])[]): Promise<void> {
    const now = this.#ctx.clock.now();
    const today = dayStart(now);
    const reread = due.filter(([, known]) => known.account === null || known.day !== today).map(([userId]) => userId);
    await this.#read(reread, now);

    const marked = due.flatMap(([userId, known]) => {
      if (known.account === null) return [];
      const view = accountView(known.account, this.#quoteOf, now);
      return [{ userId, known, held: known.account.held, cash: known.account.cash, equity: dec(view.equity), view }];
    });
    const toWrite = marked.filter(
      ({ known, held, equity }) =>
        held.length > 0 && now - known.pointAt >= POINT_EVERY_MS && known.pointEquity?.eq(equity) !== true,
    );
    if (toWrite.length > 0) await insertMarks(this.#ctx.db, toWrite, now, POINT_EVERY_MS);
    for (const one of marked) {
      // A fill's point is the worker's: it is looked for after a change, and where a mark was due, since another process may have written it.
      const look = reread.includes(one.userId) || toWrite.includes(one);
      const points = look ? await findPointsAfter(this.#ctx.db, one.userId, one.known.pointAt, POINTS_MAX) : [];
      const last = points.at(-1);
      if (last !== undefined) {
        one.known.pointAt = last.at;
        one.known.pointEquity = last.equity;
      }
      this.#emit(one.userId, {
        ...one.view,
        positions: one.held.map((row) => ({
          id: row.held.positionId,
          qty: plain(row.held.book.qty),
          stopLoss: row.stopLoss === null ? null : plain(row.stopLoss),
          ...markedFields({ ...row.held.book, state: "OPEN" }, this.#tickers.get(keyOf(row.held)) ?? null),
        })),
        points: points.map((point) => ({ at: toIso(point.at), equity: plain(point.equity) })),
      });
    }
  }

  readonly #quoteOf = (exchange: string, symbol: string): Ticker | null =>
    this.#tickers.get(keyOf({ exchange, symbol })) ?? null;

  async #read(userIds: readonly string[], now: UtcMs): Promise<void> {
    if (userIds.length === 0) return;
    const before = new Map(userIds.map((userId) => [userId, this.#watched.get(userId)?.changes]));
    const accounts = await readAccounts(this.#ctx.db, userIds, now);
    const held = [...accounts.values()].flatMap((account) => account.held.map((row) => row.held));
    const unseen = held.filter((one) => !this.#tickers.has(keyOf(one)));
    const { tickerOf } = await readMarks(this.#ctx, unseen);
    for (const { exchange, symbol } of unseen) {
      const ticker = tickerOf(exchange, symbol);
      if (ticker !== null) this.#tickers.set(keyOf(ticker), ticker);
    }
    for (const userId of userIds) {
      const known = this.#watched.get(userId);
      if (known === undefined || known.changes !== before.get(userId)) continue; // the next flush reads it again
      known.account = accounts.get(userId) ?? null;
      known.day = dayStart(now);
    }
  }
}

function keyOf({ exchange, symbol }: { readonly exchange: string; readonly symbol: string }): string {
  return `${exchange} ${symbol}`;
}
