import { io, type Socket } from "socket.io-client";
import { PacedRequests } from "./paced-requests.ts";
import {
  type Ack,
  type BacktestMessage,
  type ClientEvents,
  type NotificationMessage,
  type PnlMessage,
  type PositionMessage,
  type PriceMessage,
  type ReceiptsMessage,
  type ServerEvents,
  type SignalEventName,
  type SignalMessage,
  type SnapshotMessage,
  SOCKET_PATH,
  signalCursor,
} from "./protocol.ts";
import { ReceiptsSender } from "./receipts-sender.ts";

/** connecting: not yet, or again · live: connected and answered · refused: the credentials are not good (any more) */
export type LiveStatus = "connecting" | "live" | "refused";

export interface LiveOptions {
  /** Of the site; unset in a browser: the page's own. */
  readonly url?: string;
  /** For programs: an access token or API token, asked for at each connection. Unset: the browser's cookie. */
  readonly token?: () => string | Promise<string>;
  /** For programs: headers of the handshake. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Go on as a guest (public prices) where the cookie's session has ended. */
  readonly guestToo?: boolean;
  /** Longest pause between two tries to connect, in ms. */
  readonly retryMaxMs?: number;
}

type OnSignal = (message: SignalMessage, name: SignalEventName) => void;

interface SignalListener {
  readonly strategyId: string | undefined;
  /** Seq of the last event given to this listener, by strategy: none twice, and the place to go on from. */
  readonly last: Map<string, number>;
  readonly tell: OnSignal;
  readonly onSnapshot: ((snapshot: SnapshotMessage) => void) | undefined;
}

export type Stop = () => void;

const LATENCY_EVERY_MS = 15_000;

/**
 * One socket with everything that is asked of it. After an interruption it comes back by itself, asks for each strategy from the last event
 * heard, and gives every listener each event once, in order.
 */
export class LiveClient {
  readonly #socket: Socket<ServerEvents, ClientEvents>;
  readonly #requests = new PacedRequests(() => this.#socket.connected);
  readonly #signals = new Set<SignalListener>();
  readonly #prices = new Map<string, Set<(price: PriceMessage) => void>>();
  readonly #positions = new Set<{ onPosition?: (p: PositionMessage) => void; onPnl?: (p: PnlMessage) => void }>();
  readonly #notifications = new Set<(notification: NotificationMessage) => void>();
  readonly #backtests = new Set<(backtest: BacktestMessage) => void>();
  readonly #statusListeners = new Set<(status: LiveStatus) => void>();
  readonly #beats = new Set<() => void>();
  readonly #latencies = new Set<(ms: number) => void>();
  readonly #readerCounts = new Set<(message: ReceiptsMessage) => void>();
  readonly #receipts = new ReceiptsSender((receipts, onAnswered) => {
    if (this.#socket.connected)
      this.#requests.send(
        (ack) => this.#socket.emit("receipts", receipts, ack),
        // What this connection was not told it never will have been: it would hold up the others for ever.
        (answer) => (answer.ok || answer.error === "invalid") && onAnswered(),
      );
  });
  #latencyTimer: ReturnType<typeof setInterval> | undefined;
  #status: LiveStatus = "connecting";
  readonly #retryMaxMs: number;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(options: LiveOptions = {}) {
    const { token, guestToo = false, retryMaxMs = 3_000 } = options;
    this.#retryMaxMs = retryMaxMs;
    this.#socket = io(options.url ?? "", {
      path: SOCKET_PATH,
      transports: ["websocket"],
      reconnectionDelay: 250,
      reconnectionDelayMax: retryMaxMs,
      ...(options.headers === undefined ? {} : { extraHeaders: { ...options.headers } }),
      ...(token === undefined
        ? {}
        : {
            auth: (give) => {
              const asked = async (): Promise<string> => token();
              // No token now (its issuer is down): the next try asks for one anew.
              void asked().then(
                (value) => give({ token: value }),
                () => this.#again(),
              );
            },
          }),
    });
    const socket = this.#socket;
    socket.on("connect", () => {
      this.#setStatus("live");
      this.#resume();
    });
    socket.on("disconnect", (reason) => {
      this.#setStatus("connecting");
      if (reason === "io server disconnect") this.#again(); // it does not come back by itself then
    });
    socket.on("connect_error", (error) => {
      if (socket.active) return this.#setStatus("connecting"); // it tries again by itself
      const isRefused = error.message === "unauthenticated" || error.message === "token_expired";
      if (isRefused && guestToo) {
        socket.auth = { guest: true };
        socket.connect();
      } else if (isRefused) this.#setStatus("refused");
      else this.#again();
    });
    for (const name of ["signal_new", "signal_update", "signal_closed"] as const)
      socket.on(name, (message) => this.#heard(name, message));
    socket.on("signal_snapshot", (snapshot) => this.#heardSnapshot(snapshot));
    socket.on("price_update", (price) => {
      for (const tell of this.#prices.get(price.symbol) ?? []) tell(price);
    });
    socket.on("position_update", (message) => {
      for (const { onPosition } of this.#positions) onPosition?.(message);
    });
    socket.on("pnl_update", (message) => {
      for (const { onPnl } of this.#positions) onPnl?.(message);
    });
    socket.on("notification", (message) => {
      for (const tell of this.#notifications) tell(message);
    });
    socket.on("backtest_progress", (message) => {
      for (const tell of this.#backtests) tell(message);
    });
    socket.on("signal_receipts", (message) => {
      for (const tell of this.#readerCounts) tell(message);
    });
    socket.on("heartbeat", () => {
      for (const beat of this.#beats) beat();
    });
  }

  get status(): LiveStatus {
    return this.#status;
  }

  onStatus(tell: (status: LiveStatus) => void): Stop {
    return add(this.#statusListeners, tell);
  }

  onHeartbeat(tell: () => void): Stop {
    return add(this.#beats, tell);
  }

  /** The time from a question to its answer, in ms: at each connection and every 15 s. */
  onLatency(tell: (ms: number) => void): Stop {
    const stop = add(this.#latencies, tell);
    if (this.#latencyTimer === undefined) {
      this.#latencyTimer = setInterval(() => this.#measure(), LATENCY_EVERY_MS);
      this.#measure();
    }
    return () => {
      stop();
      if (this.#latencies.size > 0) return;
      clearInterval(this.#latencyTimer);
      this.#latencyTimer = undefined;
    };
  }

  /** A person has seen this event: its provider may count him. That it was received is acknowledged by itself. */
  seen(message: Pick<SignalMessage, "strategyId" | "seq">): void {
    this.#receipts.seen(message.strategyId, message.seq);
  }

  /** For providers: how many readers have a signal, as they acknowledge it. */
  onReceipts(tell: (message: ReceiptsMessage) => void): Stop {
    return add(this.#readerCounts, tell);
  }

  onNotification(tell: (notification: NotificationMessage) => void): Stop {
    return add(this.#notifications, tell);
  }

  /** Progress of the user's backtests: each of them, on every socket of his. */
  onBacktest(tell: (backtest: BacktestMessage) => void): Stop {
    return add(this.#backtests, tell);
  }

  /**
   * Events of one strategy, or of all that are open to the user. `since` says, by strategy, the last event that is known already (of a page:
   * the newest it was rendered with); what came after it is told first. After a long absence (over 1,000 events) `onSnapshot` gets the
   * signals that are open now in place of what happened.
   */
  signals(
    wish: { strategyId?: string; since?: Readonly<Record<string, number>> },
    tell: OnSignal,
    onSnapshot?: (snapshot: SnapshotMessage) => void,
  ): Stop {
    const listener: SignalListener = {
      strategyId: wish.strategyId,
      last: new Map(Object.entries(wish.since ?? {})),
      tell,
      onSnapshot,
    };
    this.#signals.add(listener);
    if (this.#socket.connected) this.#subscribeSignals([listener]);
    return () => {
      this.#signals.delete(listener);
      const { strategyId } = listener;
      const isWanted = [...this.#signals].some((other) => other.strategyId === strategyId);
      if (!isWanted && this.#socket.connected) {
        this.#requests.send(
          (ack) => this.#socket.emit("unsubscribe_signals", strategyId === undefined ? {} : { strategyId }, ack),
          // Without a strategy everything is left: what is still wanted by name is asked for again.
          () => strategyId === undefined && this.#subscribeSignals([...this.#signals]),
        );
      }
    };
  }

  prices(symbols: readonly string[], tell: (price: PriceMessage) => void): Stop {
    for (const symbol of symbols) {
      const listeners = this.#prices.get(symbol) ?? new Set();
      this.#prices.set(symbol, listeners.add(tell));
    }
    if (this.#socket.connected && symbols.length > 0) this.#subscribePrices(symbols);
    return () => {
      const left = symbols.filter((symbol) => {
        const listeners = this.#prices.get(symbol);
        listeners?.delete(tell);
        if (listeners === undefined || listeners.size > 0) return false;
        return this.#prices.delete(symbol);
      });
      if (left.length > 0 && this.#socket.connected)
        this.#requests.send((ack) => this.#socket.emit("unsubscribe_prices", { symbols: left }, ack));
    };
  }

  positions(listener: { onPosition?: (position: PositionMessage) => void; onPnl?: (pnl: PnlMessage) => void }): Stop {
    this.#positions.add(listener);
    if (this.#socket.connected) this.#requests.send((ack) => this.#socket.emit("subscribe_positions", {}, ack));
    return () => {
      this.#positions.delete(listener);
      if (this.#positions.size === 0 && this.#socket.connected)
        this.#requests.send((ack) => this.#socket.emit("unsubscribe_positions", {}, ack));
    };
  }

  /** Renews the credentials of a socket before its token ends. */
  authenticate(token: string): Promise<Ack> {
    return new Promise((resolve) =>
      this.#requests.send((ack) => this.#socket.emit("authenticate", { token }, ack), resolve, resolve),
    );
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    clearInterval(this.#latencyTimer);
    this.#receipts.stop();
    this.#socket.disconnect();
  }

  /** Gives this connection up, and makes another after a pause. */
  #again(): void {
    if (this.#isClosed) return;
    this.#setStatus("connecting");
    this.#socket.disconnect();
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#socket.connect(), this.#retryMaxMs);
  }

  #setStatus(status: LiveStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    for (const tell of this.#statusListeners) tell(status);
  }

  #measure(): void {
    if (!this.#socket.connected) return;
    let askedAt = 0;
    this.#requests.send(
      (ack) => {
        askedAt = performance.now();
        this.#socket.emit("latency", {}, ack);
      },
      () => {
        for (const tell of this.#latencies) tell(performance.now() - askedAt);
      },
    );
  }

  #heardSnapshot(snapshot: SnapshotMessage): void {
    for (const { strategyId, last, onSnapshot } of this.#signals) {
      if (strategyId !== undefined && strategyId !== snapshot.strategyId) continue;
      const known = last.get(snapshot.strategyId);
      if (known !== undefined && snapshot.seq <= known) continue;
      last.set(snapshot.strategyId, snapshot.seq);
      onSnapshot?.(snapshot);
    }
  }

  #heard(name: SignalEventName, message: SignalMessage): void {
    this.#receipts.received(message.strategyId, message.seq);
    for (const { strategyId, last, tell } of this.#signals) {
      if (strategyId !== undefined && strategyId !== message.strategyId) continue;
      const known = last.get(message.strategyId);
      if (known !== undefined && message.seq <= known) continue;
      last.set(message.strategyId, message.seq);
      tell(message, name);
    }
  }

  #resume(): void {
    this.#requests.forget();
    this.#receipts.resume();
    if (this.#latencies.size > 0) this.#measure();
    this.#subscribeSignals([...this.#signals]);
    if (this.#prices.size > 0) this.#subscribePrices([...this.#prices.keys()]);
    if (this.#positions.size > 0) this.#requests.send((ack) => this.#socket.emit("subscribe_positions", {}, ack));
  }

  #subscribeSignals(listeners: readonly SignalListener[]): void {
    for (const wished of new Set(listeners.map(({ strategyId }) => strategyId))) {
      const same = listeners.filter(({ strategyId }) => strategyId === wished);
      const places = new Map<string, number>();
      for (const { last } of same)
        for (const [id, seq] of last) places.set(id, Math.min(seq, places.get(id) ?? Number.MAX_SAFE_INTEGER));
      const since = [...places].map(([id, seq]) => signalCursor(id, seq));
      this.#requests.send(
        (ack) =>
          this.#socket.emit(
            "subscribe_signals",
            { ...(wished === undefined ? {} : { strategyId: wished }), ...(since.length === 0 ? {} : { since }) },
            ack,
          ),
        (answer) => {
          // The server could not look. Without what it asked for this connection is deaf: another one asks again.
          if (!answer.ok && answer.error === "unavailable") this.#again();
          if (!answer.ok) return;
          for (const [id, seq] of Object.entries(answer.heads ?? {}))
            for (const { last, strategyId } of same)
              if ((strategyId === undefined || strategyId === id) && !last.has(id)) last.set(id, seq);
        },
      );
    }
  }

  #subscribePrices(symbols: readonly string[]): void {
    for (let from = 0; from < symbols.length; from += 100) {
      const some = symbols.slice(from, from + 100);
      this.#requests.send((ack) => this.#socket.emit("subscribe_prices", { symbols: some }, ack));
    }
  }
}

function add<T>(set: Set<T>, item: T): Stop {
  set.add(item);
  return () => void set.delete(item);
}
