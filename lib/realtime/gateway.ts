import type { Server as HttpServer } from "node:http";
import { type DefaultEventsMap, Server } from "socket.io";
import { networkOf } from "@/lib/kernel/ip";
import type { Clock } from "@/lib/ports/clock";
import type { Log } from "@/lib/ports/log";
import { Audiences } from "./audiences.ts";
import { Connection, type ServerSocket } from "./connection.ts";
import { credentialsOf, isForeignOrigin, refusalOf } from "./handshake.ts";
import { HEARTBEAT_STEP_MS, Heartbeat } from "./heartbeat.ts";
import { PriceBoard } from "./price-board.ts";
import {
  type Ack,
  type BacktestMessage,
  CLOSE_CODES,
  type ClientEvents,
  type PnlMessage,
  type PriceMessage,
  type ReceiptsMessage,
  type ServerEvents,
  SOCKET_PATH,
} from "./protocol.ts";
import type { CommonNotice, PnlWatch, RealtimeReaders, ReceiptBook, SocketActor, SocketCounts } from "./readers.ts";
import { answer, type RequestParts, stopPositions } from "./requests.ts";
import { SignIns } from "./sign-ins.ts";
import { REPLAY_MAX, SignalTeller } from "./signal-teller.ts";
import { closeSocket, forgetHandshake, hasRead, send, unreadBytes, type WireMessage, wireMessage } from "./wire.ts";

export interface GatewayOptions {
  readonly readers: RealtimeReaders;
  readonly clock: Clock;
  readonly log: Log;
  /** `https://host[:port]` of our own pages. */
  readonly ownOrigin: string;
  /** 0: no limit. */
  readonly socketsPerUser: number;
  /** Who is more events behind in a strategy gets what is open now instead of each. */
  readonly replayMax?: number;
  /** Counts a user's sockets over all processes; without it, those of this one. */
  readonly counts?: SocketCounts;
  readonly receipts?: ReceiptBook;
  /** socket.io's own way between processes (Redis). Signals do not travel by it: each process reads the outbox. */
  readonly adapter?: Parameters<Server["adapter"]>[0];
  readonly onSockets?: { inc(): void; dec(): void };
  readonly onMessage?: (event: string, sockets: number) => void;
}

const SWEEP_MS = 1_000;
const PNL_MS = 250;
const MESSAGE_BYTES_MAX = 64 * 1024;
const UNREAD_BYTES_MAX = 1024 * 1024;
/** Guests behind one address (an IPv6 /64 is one) share it (offices, phones), so their limit is wider than a user's. */
const GUEST_FACTOR = 20;

/**
 * The sockets of this process: who may connect, what each hears. It keeps no permission of its own: access is read when asked for and when
 * an event says that it changed, and each signal is held against it before it is told.
 */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #io: Server<ClientEvents, ServerEvents, DefaultEventsMap, unknown>;
  readonly #connections = new Map<string, Connection>();
  /** Sockets by user id, those of guests by network. */
  readonly #owners = new Audiences();
  readonly #signIns: SignIns;
  readonly #teller: SignalTeller;
  readonly #prices: PriceBoard;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #heartbeat = new Heartbeat();
  #pnl: PnlWatch | null = null;
  #parts: RequestParts;

  constructor(options: GatewayOptions) {
    this.#options = options;
    const { readers, log, receipts = null } = options;
    this.#signIns = new SignIns(readers);
    this.#io = new Server({
      path: SOCKET_PATH,
      addTrailingSlash: false, // /ws and /ws/ are one: an upgrade that nobody takes would hang
      transports: ["websocket"],
      serveClient: false,
      destroyUpgrade: false, // other upgrades are Next's
      perMessageDeflate: false, // a packet is framed once for all sockets, and zlib costs 300 kB a socket
      maxHttpBufferSize: MESSAGE_BYTES_MAX,
      pingInterval: 10_000,
      pingTimeout: 10_000,
      connectTimeout: 10_000,
      allowRequest: (request, decide) => {
        const foreign = isForeignOrigin(request, options.ownOrigin);
        decide(foreign ? "bad_origin" : null, !foreign);
      },
      ...(options.adapter === undefined ? {} : { adapter: options.adapter }),
    });
    const onMessage = (name: string, sockets: number): void => options.onMessage?.(name, sockets);
    const keepsUp = (connection: Connection): boolean => this.#keepsUp(connection);
    this.#teller = new SignalTeller({ readers, log, keepsUp, onMessage, replayMax: options.replayMax ?? REPLAY_MAX });
    this.#prices = new PriceBoard(onMessage);
    const [teller, prices] = [this.#teller, this.#prices];
    const authenticate = (connection: Connection, token: string) => this.#authenticate(connection, token);
    this.#parts = { readers, log, teller, prices, receipts, pnl: null, authenticate };
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
    this.#parts = { ...this.#parts, pnl };
    this.#io.attach(http, { path: SOCKET_PATH, addTrailingSlash: false, destroyUpgrade: false });
    this.#timers.push(
      setInterval(() => this.#heartbeat.beat(), HEARTBEAT_STEP_MS),
      setInterval(() => this.#closeExpired(), SWEEP_MS),
    );
    if (pnl === null) return;
    const flush = (): void =>
      void pnl
        .flush()
        .catch((error: unknown) => this.#options.log.warn({ err: error }, "sockets: marking accounts failed"));
    this.#timers.push(setInterval(flush, PNL_MS));
  }

  /** Closes every socket and stops. The connections alone: after socket.io's own word for it no client comes back by itself. */
  close(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    this.#prices.stop();
    this.#io.engine?.close();
  }

  get size(): number {
    return this.#connections.size;
  }

  /** A new event of a strategy's chain: told in order of seq to everyone whose access covers its signal. */
  async signalEvent(strategyId: string, seq: number): Promise<void> {
    await this.#teller.tell(strategyId, seq);
  }

  /** Access of a user changed: what he hears from here on is read anew. */
  async accessChanged(userId: string): Promise<void> {
    if (this.#of(userId).size === 0) return;
    // Who comes meanwhile reads for himself.
    const readings = [...this.#of(userId)].map((connection) => ({ connection, take: connection.readWindows() }));
    const windows = await this.#options.readers.accessOf(userId);
    for (const { connection, take } of readings) {
      take(windows);
      await this.#teller.follow(connection, new Map(), "told");
    }
  }

  /** What could not be told to these sockets in the end: better none than one with a hole, or with access that has ended. They come back and ask. */
  cutOff(whom: { readonly userId: string } | { readonly strategyId: string }): void {
    const lost = "userId" in whom ? this.#of(whom.userId) : this.#teller.listenersOf(whom.strategyId);
    for (const connection of [...lost]) this.#close(connection, CLOSE_CODES.tryAgain, "ask again from the last seq");
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
    this.#signIns.changed(userId);
    await Promise.all(
      [...this.#of(userId)].map(async (connection) => {
        const actor = await this.#signIns.find(connection.credentials).catch(() => null);
        if (actor?.userId === userId) connection.actor = actor;
        else this.#close(connection, CLOSE_CODES.signedOut, "signed out");
      }),
    );
  }

  async positionChanged(userId: string, positionId: string): Promise<void> {
    this.#pnl?.positionChanged(userId);
    if (![...this.#of(userId)].some(({ watchesPositions }) => watchesPositions)) return;
    const position = await this.#options.readers.positionOf(userId, positionId);
    if (position === null) return;
    const wire = wireMessage("position_update", position);
    this.#tell(userId, "position_update", wire, ({ watchesPositions }) => watchesPositions);
  }

  async notificationCreated(userId: string, notificationId: string): Promise<void> {
    if (this.#of(userId).size === 0) return;
    const notification = await this.#options.readers.notificationOf(userId, notificationId);
    if (notification !== null) this.#tell(userId, "notification", wireMessage("notification", notification));
  }

  /** Notices for many: read once for those who have a socket here. */
  async notificationsCreated(notices: readonly CommonNotice[]): Promise<void> {
    const present = [...this.#owners.keys()];
    if (present.length === 0) return;
    for (const { userId, notification } of await this.#options.readers.notificationsOf(notices, present))
      this.#tell(userId, "notification", wireMessage("notification", notification));
  }

  /** A backtest of this user began, ended or was made: told to all his sockets. */
  async backtestChanged(userId: string, backtestId: string): Promise<void> {
    if (this.#of(userId).size === 0) return;
    const backtest = await this.#options.readers.backtestOf(userId, backtestId);
    if (backtest !== null) this.#tell(userId, "backtest_progress", wireMessage("backtest_progress", backtest));
  }

  /** How far a running one is: dropped for a slow reader, since the next one says more. */
  backtestProgress(userId: string, message: BacktestMessage): void {
    if (this.#of(userId).size > 0)
      this.#tell(userId, "backtest_progress", wireMessage("backtest_progress", message), hasRead);
  }

  price(price: PriceMessage): void {
    this.#prices.push(price);
  }

  pnl(userId: string, message: PnlMessage): void {
    if (this.#of(userId).size === 0) return;
    // A mark may be dropped for a newer one; a point of the curve comes once and must arrive.
    const mustArrive = message.points.length > 0;
    const wire = wireMessage("pnl_update", message);
    this.#tell(userId, "pnl_update", wire, (one) => one.watchesPositions && (mustArrive || hasRead(one)));
  }

  /** Counts of readers, to the provider on whichever process he is: no row tells of them, so they go by the adapter. */
  receiptsCounted(providerId: string, message: ReceiptsMessage): void {
    this.#io.to(userRoom(providerId)).emit("signal_receipts", message);
    this.#options.onMessage?.("signal_receipts", 1);
  }

  #of(userId: string): ReadonlySet<Connection> {
    return this.#owners.of(userId);
  }

  #tell(userId: string, name: string, wire: WireMessage, whom: (one: Connection) => boolean = () => true): void {
    let sockets = 0;
    for (const connection of this.#of(userId)) {
      if (!whom(connection) || !this.#keepsUp(connection)) continue;
      send(connection.socket, wire);
      sockets += 1;
    }
    if (sockets > 0) this.#options.onMessage?.(name, sockets);
  }

  /** @throws Error whose message is a HandshakeRefusal */
  async #admit(socket: ServerSocket): Promise<void> {
    // A second CONNECT on one connection finds no request any more; a new connection costs little.
    if ((socket.request as unknown) === null) throw new Error("unavailable");
    const credentials = credentialsOf(socket.request, socket.handshake.auth);
    const { origin } = socket.request.headers;
    forgetHandshake(socket);
    let actor: SocketActor | null;
    try {
      actor = await this.#signIns.find(credentials);
    } catch (error) {
      throw new Error(refusalOf(error));
    }
    // Without credentials only our own pages may listen, and a page always sends its Origin.
    if (actor === null && origin !== this.#options.ownOrigin) throw new Error("unauthenticated");
    // Counted from here on, so that many handshakes at once cannot pass the limit together.
    const connection = new Connection(socket, credentials, actor);
    if (!(await this.#takesPlace(connection))) throw new Error("too_many_sockets");
    if (connection.isClosed || socket.conn.readyState !== "open") {
      this.#leavePlace(connection);
      throw new Error("unavailable"); // it went meanwhile, or its sign-in did
    }
    this.#connections.set(socket.id, connection);
    this.#heartbeat.join(connection);
    socket.conn.once("close", () => this.#gone(connection));
  }

  /** Whether its owner may have one socket more; the place is his then. */
  async #takesPlace(connection: Connection): Promise<boolean> {
    const { socketsPerUser: limit, counts } = this.#options;
    const { actor, socket } = connection;
    const key = ownerKey(connection);
    if (limit > 0 && this.#owners.of(key).size >= (actor === null ? limit * GUEST_FACTOR : limit)) return false;
    this.#owners.join(key, connection);
    if (limit === 0 || actor === null || counts === undefined) return true;
    if (await counts.take(actor.userId, socket.id, limit)) return true;
    this.#owners.leave(key, connection);
    return false;
  }

  #leavePlace(connection: Connection): void {
    this.#owners.leave(ownerKey(connection), connection);
    if (connection.actor !== null) this.#options.counts?.give(connection.actor.userId, connection.socket.id);
  }

  #connected(socket: ServerSocket): void {
    const connection = this.#connections.get(socket.id);
    if (connection === undefined) {
      socket.disconnect(true);
      return;
    }
    this.#options.onSockets?.inc();
    joinOwnRoom(connection);
    socket.on("disconnect", () => {
      this.#options.onSockets?.dec();
      this.#gone(connection);
    });
    // All requests come through here: one listener a socket instead of one a request.
    socket.use((packet) => this.#request(connection, packet));
  }

  #request(connection: Connection, [event, message, ack]: readonly unknown[]): void {
    if (connection.isClosed) return;
    if (!connection.countMessage(performance.now()))
      return this.#close(connection, CLOSE_CODES.tooManyMessages, "more than 20 messages a second");
    const reply = typeof message === "function" ? message : ack;
    const sent = typeof message === "function" ? undefined : message;
    answer(this.#parts, connection, String(event), sent).then((said) => {
      if (said !== null && typeof reply === "function") reply(said);
    });
  }

  async #authenticate(connection: Connection, token: string): Promise<Ack> {
    const credentials = { cookie: null, token, ip: connection.credentials.ip };
    let actor: SocketActor | null;
    try {
      actor = await this.#signIns.find(credentials);
    } catch (error) {
      const refusal = refusalOf(error);
      return { ok: false, error: refusal === "too_many_sockets" ? "unavailable" : refusal };
    }
    if (actor === null) return { ok: false, error: "unauthenticated" };
    if (connection.actor !== null && connection.actor.userId !== actor.userId)
      return { ok: false, error: "other_user" };
    if (connection.actor === null) {
      const guest = ownerKey(connection);
      connection.actor = actor;
      if (!(await this.#takesPlace(connection))) {
        connection.actor = null;
        return { ok: false, error: "unavailable", detail: "This user has as many sockets open as allowed." };
      }
      this.#owners.leave(guest, connection);
      joinOwnRoom(connection);
    }
    connection.credentials = credentials;
    connection.actor = actor;
    return { ok: true };
  }

  /** Prices wait for a slow reader; signals are queued, up to 1 MB: then he is better off asking by seq again. */
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
    if (connection.isClosed) return;
    stopPositions(this.#pnl, connection);
    connection.isClosed = true;
    this.#teller.forget(connection);
    this.#prices.forget(connection);
    this.#leavePlace(connection);
    this.#connections.delete(connection.socket.id);
    this.#heartbeat.leave(connection);
  }
}

function ownerKey({ actor, credentials }: Connection): string {
  return actor?.userId ?? `guest ${networkOf(credentials.ip)}`;
}

/** Counts of readers come by it, for providers alone. */
function joinOwnRoom({ actor, socket }: Connection): void {
  if (actor?.role === "PROVIDER") socket.join(userRoom(actor.userId));
}

function userRoom(userId: string): string {
  return `user:${userId}`;
}
