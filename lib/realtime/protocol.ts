/**
 * What travels over the socket (SPEC 9). socket.io on the site's own port, path /ws, websocket only; the session cookie, or
 * `auth: { token }`. Types only, for server, browser and programs: nothing here is loaded at run time but the constants.
 */

export const SOCKET_PATH = "/ws";

/** Why the server closed a socket: the WebSocket's own close code. 1009 (message over 64 KB) comes from the protocol itself. */
export const CLOSE_CODES = {
  /** The token or session behind it has ended. */
  signedOut: 4401,
  /** It left 1 MB unread; come back and ask again with the last seq. */
  tooSlow: 4408,
  /** More than 20 messages in a second. */
  tooManyMessages: 4429,
  /** We could not look, so something may be missing: come back and ask again with the last seq. The protocol's own "try again later". */
  tryAgain: 1013,
} as const;

/** Why a handshake was refused: `error.message` of socket.io's `connect_error`. */
export type HandshakeRefusal = "unauthenticated" | "token_expired" | "too_many_sockets" | "unavailable";

export type AckError = "invalid" | "unauthenticated" | "token_expired" | "no_access" | "other_user" | "unavailable";

/** Every request is answered by one of these. */
export type Ack =
  | {
      readonly ok: true;
      /** After subscribe_signals: the last seq of each strategy now heard; later events have higher ones. */
      readonly heads?: Readonly<Record<string, number>>;
    }
  | { readonly ok: false; readonly error: AckError; readonly detail?: string };

/** One event of a strategy's chain, exactly as /api/strategies/:id/ledger has it. */
export interface ChainEventMessage {
  readonly strategyId: string;
  readonly strategyVersion: number;
  readonly seq: number;
  readonly type: "OPEN" | "ENTER" | "AMEND" | "ADD" | "REDUCE" | "CLOSE" | "CANCEL" | "EXPIRE";
  readonly signalId: string;
  readonly receivedAt: string;
  readonly market: { readonly bid: string; readonly ask: string; readonly at: string };
  readonly body: unknown;
  readonly prevHash: string;
  readonly hash: string;
}

/**
 * A signal as GET /api/signals/:id shows it now, with the event that is told: `seq`, `hash`, `prevHash` and `cursor` are the event's. After
 * an absence several events of one signal may come with the same present state.
 */
export interface SignalMessage {
  readonly id: string;
  readonly strategyId: string;
  readonly seq: number;
  readonly cursor: string;
  readonly event: ChainEventMessage;
  /** When the signal was published: decides who may hear of it. */
  readonly receivedAt: string;
  readonly [field: string]: unknown;
}

export interface PriceMessage {
  readonly exchange: string;
  readonly symbol: string;
  readonly bid: string;
  readonly ask: string;
  readonly last: string;
  /** When we received it: how old it is. */
  readonly at: string;
  /** The exchange's own time; market time in a replay. */
  readonly exchangeAt: string;
  readonly source: "exchange" | "replay" | "generated";
}

/** A position as GET /api/positions/:id shows it. */
export interface PositionMessage {
  readonly id: string;
  readonly [field: string]: unknown;
}

/**
 * The signals of a strategy that are open now and the reader's to hear, sent instead of what happened since when that is more than 1,000
 * events. It replaces what the client holds of the strategy; events after `seq` follow.
 */
export interface SnapshotMessage {
  readonly strategyId: string;
  readonly seq: number;
  readonly cursor: string;
  readonly signals: readonly { readonly id: string; readonly receivedAt: string; readonly [field: string]: unknown }[];
}

/** How many of a signal's readers have it: told to its provider alone. */
export interface ReceiptsMessage {
  readonly signalId: string;
  readonly strategyId: string;
  /** Seq of the event that published it. */
  readonly seq: number;
  readonly received: number;
  readonly seen: number;
}

/** A stretch of one strategy's events, both ends included: [strategyId, first seq, last seq]. */
export type SeqRange = readonly [strategyId: string, from: number, to: number];

/** A client's own acknowledgement: events that it has received, and that a person has seen. Sending one twice changes nothing. */
export interface Receipts {
  readonly received?: readonly SeqRange[];
  readonly seen?: readonly SeqRange[];
}

/** The account and its open positions at the last prices, decimal strings. */
export interface PnlMessage {
  readonly at: string;
  readonly cash: string;
  readonly equity: string;
  readonly unrealisedPnl: string;
  readonly positions: readonly { readonly id: string; readonly [field: string]: unknown }[];
  readonly points: readonly { readonly at: string; readonly equity: string }[];
}

export interface NotificationMessage {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly body: string;
  readonly link: string | null;
  readonly createdAt: string;
}

/** How far one of the user's backtests is. After a final status nothing more of it comes. */
export interface BacktestMessage {
  readonly id: string;
  readonly kind: "RUN" | "BATCH" | "OPTIMISATION" | "WALK_FORWARD";
  readonly status: "QUEUED" | "RUNNING" | "DONE" | "FAILED" | "CANCELLED";
  readonly progress: {
    readonly phase: "QUEUED" | "LOADING" | "RUNNING" | "SAVING" | "DONE";
    readonly unit: "bars" | "trials" | "runs";
    readonly done: number;
    readonly total: number;
    /** Open time of the bar that was reached. */
    readonly at: string | null;
    readonly secondsLeft: number | null;
    /** At most 200 points [time ms, equity] so far. */
    readonly preview: readonly (readonly [number, number])[];
    /** Of a search: the objective of the best parameter set so far, and that set. */
    readonly best: { readonly value: number; readonly parameters: Readonly<Record<string, unknown>> } | null;
  };
  readonly error: string | null;
}

export interface SubscribeSignals {
  /** One strategy; without it, all that the user may hear, later ones included. */
  readonly strategyId?: string;
  /** With `strategyId`: first send what came after this seq. */
  readonly sinceSeq?: number;
  /** The same for many strategies: cursors of the last events heard, or the one cursor of /api/signals/stream. */
  readonly since?: string | readonly string[];
}

export interface ClientEvents {
  authenticate(message: { readonly token: string }, ack: (answer: Ack) => void): void;
  subscribe_signals(message: SubscribeSignals, ack: (answer: Ack) => void): void;
  unsubscribe_signals(message: { readonly strategyId?: string }, ack: (answer: Ack) => void): void;
  subscribe_positions(message: object, ack: (answer: Ack) => void): void;
  unsubscribe_positions(message: object, ack: (answer: Ack) => void): void;
  subscribe_prices(message: { readonly symbols: readonly string[] }, ack: (answer: Ack) => void): void;
  unsubscribe_prices(message: { readonly symbols?: readonly string[] }, ack: (answer: Ack) => void): void;
  receipts(message: Receipts, ack: (answer: Ack) => void): void;
  /** Answered at once: the time until the answer is the latency. */
  latency(message: object, ack: (answer: Ack) => void): void;
}

export interface ServerEvents {
  signal_new(message: SignalMessage): void;
  signal_update(message: SignalMessage): void;
  signal_closed(message: SignalMessage): void;
  signal_snapshot(message: SnapshotMessage): void;
  signal_receipts(message: ReceiptsMessage): void;
  position_update(message: PositionMessage): void;
  pnl_update(message: PnlMessage): void;
  price_update(message: PriceMessage): void;
  backtest_progress(message: BacktestMessage): void;
  notification(message: NotificationMessage): void;
  /** Every 2 s: what the page calls stale when it stops. */
  heartbeat(message: { readonly at: string }): void;
}

export type SignalEventName = "signal_new" | "signal_update" | "signal_closed";

/** Under which name an event of the chain is told. */
export function signalEventName(type: ChainEventMessage["type"]): SignalEventName {
  if (type === "OPEN") return "signal_new";
  return type === "CLOSE" || type === "CANCEL" || type === "EXPIRE" ? "signal_closed" : "signal_update";
}

/** A place in a strategy's chain, for `since`. Opaque to clients. */
export function signalCursor(strategyId: string, seq: number): string {
  return `${strategyId}.${seq}`;
}

export function readSignalCursor(cursor: string): { readonly strategyId: string; readonly seq: number } | null {
  const [, strategyId, seq] = /^([a-z]{2,5}_[0-9a-z]{8,40})\.(\d{1,10})$/.exec(cursor) ?? [];
  return strategyId === undefined || seq === undefined ? null : { strategyId, seq: Number(seq) };
}
