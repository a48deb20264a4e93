import type { Server as HttpServer } from "node:http";
import { type DefaultEventsMap, Server } from "socket.io";
import type { Clock } from "@/lib/ports/clock";
import type { Log } from "@/lib/ports/log";
import { closeSocket, unreadBytes } from "./close-socket.ts";
import { Connection, type ServerSocket } from "./connection.ts";
import { credentialsOf, isForeignOrigin, refusalOf } from "./handshake.ts";
import {
  InvalidMessage,
  parseEmpty,
  parseSubscribeSignals,
  parseSymbols,
  parseToken,
  parseUnsubscribeSignals,
} from "./parse-message.ts";
import { PriceThrottle } from "./price-throttle.ts";
import {
  type Ack,
  type BacktestMessage,
  CLOSE_CODES,
  type ClientEvents,
  type PnlMessage,
  type PriceMessage,
  type ServerEvents,
  SOCKET_PATH,
} from "./protocol.ts";
import type { PnlWatch, RealtimeReaders, SocketActor } from "./readers.ts";
import { SignalTeller } from "./signal-teller.ts";

export interface GatewayOptions {
  readonly readers: RealtimeReaders;
  readonly clock: Clock;
  readonly log: Log;
  /** `https://host[:port]` of our own pages. */
  readonly ownOrigin: string;
  /** 0: no limit. */
  readonly socketsPerUser: number;
  readonly onSockets?: { inc(): void; dec(): void };
  readonly onMessage?: (event: string) => void;
}

const HEARTBEAT_MS = 2_000;
const SWEEP_MS = 1_000;
const PNL_MS = 250;
const MESSAGE_BYTES_MAX = 64 * 1024;
const UNREAD_BYTES_MAX = 1024 * 1024;
/** Guests behind one address share it (offices, phones), so their limit is wider than a user's. */
const GUEST_FACTOR = 20;

/**
 * The sockets of this process: who may connect, what each hears. It keeps no permission of its own: access is read when asked for and when
 * an event says that it changed, and each signal is held against it before it is told.
 */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #io: Server<ClientEvents, ServerEvents, DefaultEventsMap, unknown>;
  readonly #connections = new Map<string, Connection>();
  readonly #teller: SignalTeller;
  readonly #prices: PriceThrottle;
  readonly #timers: NodeJS.Timeout[] = [];
  #pnl: PnlWatch | null = null;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#io = new Server({
      path: SOCKET_PATH,
      transports: ["websocket"],
      serveClient: false,
      destroyUpgrade: false, // other upgrades are Next's
      maxHttpBufferSize: MESSAGE_BYTES_MAX,
      pingInterval: 10_000,
      pingTimeout: 10_000,
      connectTimeout: 10_000,
      allowRequest: (request, decide) => {
        const foreign = isForeignOrigin(request, options.ownOrigin);
        decide(foreign ? "bad_origin" : null, !foreign);
      },
    });
    this.#teller = new SignalTeller(
      options.readers,
      options.log,
      (connection) => this.#keepsUp(connection),
      (name) => options.onMessage?.(name),
    );
    this.#prices = new PriceThrottle((price) => {
      this.#io.to(priceRoom(price.symbol)).volatile.emit("price_update", price);
      options.onMessage?.("price_update");
    });
    this.#io.use((socket, next) => {
      this.#admit(socket).then(
        () => next(),
        (error: unknown) => next(error instanceof Error ? error : new Error("unavailable")),
      );
    });
    this.#io.on("connection", (socket) => this.#connected(socket));
  }

  /** Serves /ws on this server from now on. */
  attach(http: HttpServer, pnl: PnlWatch | null = null): void {
    this.#pnl = pnl;
    this.#io.attach(http, { path: SOCKET_PATH, destroyUpgrade: false });
    this.#timers.push(
      setInterval(() => this.#io.volatile.emit("heartbeat", { at: new Date().toISOString() }), HEARTBEAT_MS),
      setInterval(() => this.#closeExpired(), SWEEP_MS),
    );
    if (pnl !== null) {
      this.#timers.push(
        setInterval(() => {
          pnl
            .flush()
            .catch((error: unknown) => this.#options.log.warn({ err: error }, "sockets: marking accounts failed"));
        }, PNL_MS),
      );
    }
  }

  /** Closes every socket and stops. */
  close(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    this.#prices.stop();
    this.#io.disconnectSockets(true);
    this.#io.engine?.close();
  }

  /** A new event of a strategy's chain: told in order of seq to everyone whose access covers its signal. */
  async signalEvent(strategyId: string, seq: number): Promise<void> {
    await this.#teller.tell(strategyId, seq, () => [...this.#connections.values()]);
  }

  /** Access of a user changed: what he hears from here on is read anew. */
  async accessChanged(userId: string): Promise<void> {
    const connections = this.#of(userId);
    if (connections.length === 0) return;
    const windows = await this.#options.readers.accessOf(userId);
    for (const connection of connections) {
      connection.windows = windows;
      await this.#teller.follow(connection, new Map());
    }
  }

  /** A strategy came or went: its provider hears his own. */
  async strategyChanged(): Promise<void> {
    const providers = new Set<string>();
    for (const { actor, wantsAll } of this.#connections.values())
      if (wantsAll && actor?.role === "PROVIDER") providers.add(actor.userId);
    for (const userId of providers) await this.accessChanged(userId);
  }

  /** A sign-in of this user ended or changed: each of his sockets must show again that it is signed in. */
  async signInChanged(userId: string): Promise<void> {
    this.#options.readers.forgetActor(userId);
    await Promise.all(
      this.#of(userId).map(async (connection) => {
        const actor = await this.#options.readers.findActor(connection.credentials).catch(() => null);
        if (actor?.userId === userId) connection.actor = actor;
        else this.#close(connection, CLOSE_CODES.signedOut, "signed out");
      }),
    );
  }

  async positionChanged(userId: string, positionId: string): Promise<void> {
    this.#pnl?.positionChanged(userId);
    const watching = this.#of(userId).filter(({ watchesPositions }) => watchesPositions);
    if (watching.length === 0) return;
    const position = await this.#options.readers.positionOf(userId, positionId);
    if (position === null) return;
    for (const { socket } of watching) socket.emit("position_update", position);
    this.#options.onMessage?.("position_update");
  }

  async notificationCreated(userId: string, notificationId: string): Promise<void> {
    const connections = this.#of(userId);
    if (connections.length === 0) return;
    const notification = await this.#options.readers.notificationOf(userId, notificationId);
    if (notification === null) return;
    for (const { socket } of connections) socket.emit("notification", notification);
    this.#options.onMessage?.("notification");
  }

  /** A backtest of this user began, ended or was made: told to all his sockets. */
  async backtestChanged(userId: string, backtestId: string): Promise<void> {
    const connections = this.#of(userId);
    if (connections.length === 0) return;
    const backtest = await this.#options.readers.backtestOf(userId, backtestId);
    if (backtest === null) return;
    for (const { socket } of connections) socket.emit("backtest_progress", backtest);
    this.#options.onMessage?.("backtest_progress");
  }

  /** How far a running one is: dropped for a slow reader, since the next one says more. */
  backtestProgress(userId: string, message: BacktestMessage): void {
    for (const { socket } of this.#of(userId)) socket.volatile.emit("backtest_progress", message);
    this.#options.onMessage?.("backtest_progress");
  }

  price(price: PriceMessage): void {
    this.#prices.push(price);
  }

  pnl(userId: string, message: PnlMessage): void {
    // A mark may be dropped for a newer one; a point of the curve comes once and must arrive.
    for (const { socket, watchesPositions } of this.#of(userId))
      if (watchesPositions) (message.points.length > 0 ? socket : socket.volatile).emit("pnl_update", message);
    this.#options.onMessage?.("pnl_update");
  }

  #of(userId: string): Connection[] {
    return [...this.#connections.values()].filter(({ actor }) => actor?.userId === userId);
  }

  /** @throws Error whose message is a HandshakeRefusal */
  async #admit(socket: ServerSocket): Promise<void> {
    const credentials = credentialsOf(socket.request, socket.handshake.auth);
    let actor: SocketActor | null;
    try {
      actor = await this.#options.readers.findActor(credentials);
    } catch (error) {
      throw new Error(refusalOf(error));
    }
    // Without credentials only our own pages may listen, and a page always sends its Origin.
    if (actor === null && socket.request.headers.origin !== this.#options.ownOrigin) throw new Error("unauthenticated");
    if (!this.#hasRoom(actor, credentials.ip)) throw new Error("too_many_sockets");
    // Counted from here on, so that many handshakes at once cannot pass the limit together.
    const connection = new Connection(socket, credentials, actor);
    this.#connections.set(socket.id, connection);
    socket.conn.once("close", () => this.#gone(connection));
  }

  #hasRoom(actor: SocketActor | null, ip: string): boolean {
    const limit = this.#options.socketsPerUser;
    if (limit === 0) return true;
    if (actor !== null) return this.#of(actor.userId).length < limit;
    const guests = [...this.#connections.values()].filter((c) => c.actor === null && c.credentials.ip === ip);
    return guests.length < limit * GUEST_FACTOR;
  }

  #connected(socket: ServerSocket): void {
    const connection = this.#connections.get(socket.id);
    if (connection === undefined) {
      socket.disconnect(true);
      return;
    }
    this.#options.onSockets?.inc();
    socket.on("disconnect", () => {
      this.#options.onSockets?.dec();
      this.#gone(connection);
    });
    socket.use((_packet, next) => {
      if (connection.isClosed) return;
      if (connection.countMessage(performance.now())) next();
      else this.#close(connection, CLOSE_CODES.tooManyMessages, "more than 20 messages a second");
    });
    const on = <E extends keyof ClientEvents>(event: E, work: (message: unknown) => Promise<Ack>): void => {
      const answer = (message: unknown, ack: unknown): void => {
        const reply = typeof message === "function" ? message : ack;
        this.#answer(work, typeof message === "function" ? undefined : message, event).then((said) => {
          if (typeof reply === "function") reply(said);
        });
      };
      socket.on(event, answer as never);
    };
    on("authenticate", (message) => this.#authenticate(connection, parseToken(message)));
    on("subscribe_signals", (message) => this.#subscribeSignals(connection, message));
    on("unsubscribe_signals", async (message) => {
      const strategyId = parseUnsubscribeSignals(message);
      if (strategyId === undefined) {
        connection.wantsAll = false;
        connection.wanted.clear();
      } else connection.wanted.delete(strategyId);
      await this.#teller.follow(connection, new Map());
      return { ok: true };
    });
    on("subscribe_positions", async (message) => {
      parseEmpty(message);
      if (connection.actor === null) return { ok: false, error: "unauthenticated" };
      if (!connection.watchesPositions) {
        connection.watchesPositions = true;
        this.#pnl?.watch(connection.actor.userId);
      }
      return { ok: true };
    });
    on("unsubscribe_positions", async (message) => {
      parseEmpty(message);
      this.#stopPositions(connection);
      return { ok: true };
    });
    on("subscribe_prices", async (message) => {
      const symbols = parseSymbols(message, "some") ?? [];
      const prices = await this.#options.readers.pricesOf(symbols);
      for (const price of prices) {
        await socket.join(priceRoom(price.symbol));
        socket.volatile.emit("price_update", price);
      }
      // A symbol without a price yet is joined under the name it was asked by: it may come.
      for (const symbol of symbols) await socket.join(priceRoom(symbol));
      return { ok: true };
    });
    on("unsubscribe_prices", async (message) => {
      const symbols = parseSymbols(message, "any");
      const rooms = symbols?.map(priceRoom) ?? [...socket.rooms].filter((room) => room.startsWith(priceRoom("")));
      for (const room of rooms) await socket.leave(room);
      return { ok: true };
    });
  }

  async #answer(work: (message: unknown) => Promise<Ack>, message: unknown, event: string): Promise<Ack> {
    try {
      return await work(message);
    } catch (error) {
      if (error instanceof InvalidMessage) return { ok: false, error: "invalid", detail: error.message };
      this.#options.log.error({ event, err: error }, "socket: a message failed");
      return { ok: false, error: "unavailable" };
    }
  }

  async #authenticate(connection: Connection, token: string): Promise<Ack> {
    const credentials = { cookie: null, token, ip: connection.credentials.ip };
    let actor: SocketActor | null;
    try {
      actor = await this.#options.readers.findActor(credentials);
    } catch (error) {
      const refusal = refusalOf(error);
      return { ok: false, error: refusal === "too_many_sockets" ? "unavailable" : refusal };
    }
    if (actor === null) return { ok: false, error: "unauthenticated" };
    if (connection.actor !== null && connection.actor.userId !== actor.userId)
      return { ok: false, error: "other_user" };
    if (connection.actor === null && !this.#hasRoom(actor, credentials.ip)) {
      return { ok: false, error: "unavailable", detail: "This user has as many sockets open as allowed." };
    }
    connection.credentials = credentials;
    connection.actor = actor;
    return { ok: true };
  }

  async #subscribeSignals(connection: Connection, message: unknown): Promise<Ack> {
    const wish = parseSubscribeSignals(message);
    const { actor } = connection;
    if (actor === null) return { ok: false, error: "unauthenticated" };
    connection.windows = await this.#options.readers.accessOf(actor.userId);
    if (wish.strategyId === undefined) connection.wantsAll = true;
    else {
      if (!connection.windows.some(({ strategyId }) => strategyId === wish.strategyId))
        return { ok: false, error: "no_access", detail: "This needs an active subscription." };
      connection.wanted.add(wish.strategyId);
    }
    const heads = await this.#teller.follow(connection, wish.since);
    return { ok: true, heads: Object.fromEntries(heads) };
  }

  #stopPositions(connection: Connection): void {
    if (!connection.watchesPositions || connection.actor === null) return;
    connection.watchesPositions = false;
    this.#pnl?.unwatch(connection.actor.userId);
  }

  /** Prices are simply not queued for a slow reader (volatile); signals are, up to 1 MB: then he is better off asking by seq again. */
  #keepsUp(connection: Connection): boolean {
    if (unreadBytes(connection.socket) <= UNREAD_BYTES_MAX) return true;
    this.#close(connection, CLOSE_CODES.tooSlow, "does not read; ask again from the last seq");
    return false;
  }

  #closeExpired(): void {
    const now = this.#options.clock.now();
    for (const connection of this.#connections.values()) {
      const expiresAt = connection.actor?.expiresAt ?? null;
      if (expiresAt !== null && expiresAt <= now) this.#close(connection, CLOSE_CODES.signedOut, "token expired");
    }
  }

  #close(connection: Connection, code: number, reason: string): void {
    if (connection.isClosed) return;
    this.#gone(connection);
    closeSocket(connection.socket, code, reason);
  }

  #gone(connection: Connection): void {
    if (!connection.isClosed) this.#stopPositions(connection);
    connection.isClosed = true;
    this.#connections.delete(connection.socket.id);
  }
}

function priceRoom(symbol: string): string {
  return `price:${symbol}`;
}
