/**
 * What one of each costs, measured by `npm run bench -- units` (bench/scale/measured.json). Times are the processor's, so other work on the machine
 * moves them little; `Db` is PostgreSQL's own share.
 */
export interface UnitCosts {
  /** An open, signed-in, subscribed socket: memory in the web process, and what pings, heartbeat and its timers take. */
  readonly socketKib: number;
  readonly socketIdleUsASecond: number;
  /** Signing in and subscribing: once a connection. */
  readonly handshakeWebMs: number;
  readonly handshakeDbMs: number;
  /** One message to one socket, its encoding shared by all. */
  readonly messageUs: number;
  readonly messageBytes: number;
  /** A publication through the verb, one at a time: event, chain, projection, outbox. */
  readonly publishWebMs: number;
  readonly publishDbMs: number;
  readonly publishBytes: number;
  /** A web process reads one event of the outbox and its signal, however few of its sockets hear it. */
  readonly tellWebMs: number;
  readonly tellDbMs: number;
  /** The in-app centre, a reader and signal: his share of the one row that all have, and of looking who has access. */
  readonly noticeDbUs: number;
  readonly noticeBytes: number;
  /** A reader's acknowledgement of one strategy, in a batch with others'. */
  readonly receiptWebUs: number;
  readonly receiptDbUs: number;
  /** A job that does nothing: queued, fetched, ended. */
  readonly jobWorkerMs: number;
  readonly jobDbMs: number;
}

/** How large the site is. */
export interface Load {
  /** Sockets that are open at once. */
  readonly sockets: number;
  readonly signalsAMinute: number;
}

/** What people do; assumptions, not measurements: docs/scale.md says why each. */
export interface Habits {
  /** Paid strategies of one subscriber. */
  readonly strategiesEach: number;
  readonly strategies: number;
  /** Popularity falls with rank to this power. */
  readonly zipf: number;
  /** Share of a quarter-hour's signals that comes in its first ten seconds, when candles close. */
  readonly burst: number;
  /** Symbols that one looks at, and how often a second their price changes. */
  readonly symbolsEach: number;
  readonly ticksASecond: number;
  /** Messages to outside channels, a signal and reader. */
  readonly outsideShare: number;
}

export const HABITS: Habits = {
  strategiesEach: 3,
  strategies: 5_000,
  zipf: 0.8,
  burst: 0.1,
  symbolsEach: 2,
  ticksASecond: 5,
  outsideShare: 0.05,
};
