import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { io, type Socket } from "socket.io-client";
import { signAccessToken } from "@/lib/auth/access-token";
import { authSettings } from "@/lib/auth/auth-settings";
import { encodeSession, sessionCookieName } from "@/lib/auth/session-cookie";
import type { Actor } from "@/lib/kernel/actor";
import { LiveClient } from "@/lib/realtime/client";
import { Gateway } from "@/lib/realtime/gateway";
import type { Ack, ClientEvents, ServerEvents, SignalMessage } from "@/lib/realtime/protocol";
import type { RealtimeReaders } from "@/lib/realtime/readers";
import { startRelay } from "@/lib/realtime/relay";
import { listen } from "@/lib/runtime/listen";
import { ReceiptBatch } from "@/lib/runtime/web/receipt-batch";
import { socketReaders } from "@/lib/runtime/web/socket-readers";
import { publishEdges } from "./edges.ts";
import { makeActor, quoteBtc, subscribe } from "./market-fixture.ts";
import { publish } from "./publication.ts";
import { createTestCtx, type TestCtx } from "./test-ctx.ts";
import type { TestDb } from "./test-db.ts";

export type TestSocket = Socket<ServerEvents, ClientEvents>;

export interface SignedIn extends Actor {
  readonly sessionId: string;
  readonly token: string;
  readonly cookie: string;
}

/** Sockets as the web process serves them: a real HTTP server, the real gateway, relay and readers, on a database of the test's own. */
export class SocketStage {
  readonly ctx: TestCtx;
  readonly gateway: Gateway;
  readonly url: string;
  readonly #closers: (() => Promise<void> | void)[] = [];
  readonly #sockets: { disconnect(): unknown }[] = [];

  private constructor(ctx: TestCtx, gateway: Gateway, url: string) {
    this.ctx = ctx;
    this.gateway = gateway;
    this.url = url;
  }

  static async open(
    db: TestDb,
    options: {
      socketsPerUser?: number;
      replayMax?: number;
      /** Answers in place of the real ones, for a database that fails or is slow. */
      readers?: (real: RealtimeReaders) => Partial<RealtimeReaders>;
    } = {},
  ): Promise<SocketStage> {
    const http = createServer((_request, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => void http.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    const made = createTestCtx(db.web);
    const ctx: TestCtx = { ...made, config: { ...made.config, baseUrl: url } };
    publishEdges(ctx);
    const receipts = new ReceiptBatch(ctx, (providerId, message) => gateway.receiptsCounted(providerId, message));
    const readers = socketReaders(ctx);
    const gateway: Gateway = new Gateway({
      receipts,
      readers: { ...readers, ...options.readers?.(readers) },
      clock: ctx.clock,
      log: ctx.log,
      ownOrigin: url,
      socketsPerUser: options.socketsPerUser ?? 10,
      ...(options.replayMax === undefined ? {} : { replayMax: options.replayMax }),
    });
    const relay = await startRelay({ db: db.web, gateway, log: ctx.log });
    const listener = listen({
      url: db.urls.web,
      applicationName: "test-listen",
      channels: { outbox: () => relay.wake() },
      onListening: () => relay.wake(),
    });
    gateway.attach(http);
    const stage = new SocketStage(ctx, gateway, url);
    stage.#closers.push(
      () => listener.stop(),
      () => relay.stop(),
      () => gateway.close(),
      () => receipts.write(),
      () =>
        new Promise<void>((resolve) => {
          http.close(() => resolve());
          http.closeAllConnections();
        }),
    );
    return stage;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.disconnect();
    for (const close of this.#closers) await close();
  }

  /** A person with a device session, its token and its cookie. */
  async signIn(role: Actor["role"], name: string): Promise<SignedIn> {
    const { ctx } = this;
    const actor = await makeActor(ctx, role, name);
    const sessionId = ctx.ids.make("deviceSession");
    const at = new Date(ctx.clock.now());
    await ctx.db.deviceSession.create({
      data: {
        id: sessionId,
        userId: actor.userId,
        userAgent: "test",
        ip: "127.0.0.1",
        createdAt: at,
        lastSeenAt: at,
        expiresAt: new Date(ctx.clock.now() + 86_400_000 * 30),
      },
    });
    const claims = { userId: actor.userId, sessionId };
    const token = signAccessToken(authSettings().accessKey, ctx.config.baseUrl, claims, ctx.clock.now());
    const cookie = `${sessionCookieName()}=${encodeURIComponent(await encodeSession(claims))}`;
    return { ...actor, sessionId, token, cookie };
  }

  /** The same session with a token of this moment. */
  async renew(user: SignedIn): Promise<SignedIn> {
    const { ctx } = this;
    const claims = { userId: user.userId, sessionId: user.sessionId };
    return { ...user, token: signAccessToken(authSettings().accessKey, ctx.config.baseUrl, claims, ctx.clock.now()) };
  }

  /** Opens access to a strategy from now on. @returns the subscription's id */
  subscribe(user: Actor, strategyId: string): Promise<string> {
    return subscribe(this.ctx, user, strategyId);
  }

  /** A socket that speaks the protocol itself. */
  socket(
    options: { token?: string; origin?: string; cookie?: string; guest?: boolean; url?: string; ip?: string } = {},
  ): TestSocket {
    const { token, origin, cookie, guest, ip } = options;
    const socket: TestSocket = io(options.url ?? this.url, {
      path: "/ws",
      transports: ["websocket"],
      reconnection: false,
      forceNew: true,
      ...(token === undefined ? (guest === undefined ? {} : { auth: { guest } }) : { auth: { token } }),
      extraHeaders: {
        ...(origin === undefined ? {} : { origin }),
        ...(cookie === undefined ? {} : { cookie }),
        ...(ip === undefined ? {} : { "x-client-ip": ip }), // the front server's word: there is none here
      },
    });
    this.#sockets.push(socket);
    return socket;
  }

  /** The client of pages and programs. */
  client(user: SignedIn, url = this.url): LiveClient {
    const client = new LiveClient({ url, token: () => user.token, retryMaxMs: 300 });
    this.#sockets.push({ disconnect: () => client.close() });
    return client;
  }

  /** Publishes a market signal on BTC/USDT. @returns its id */
  async publish(provider: Actor, strategyId: string): Promise<string> {
    quoteBtc(this.ctx, "65000", "65000.5");
    return publish(this.ctx, provider, strategyId);
  }
}

/** How a handshake ended. */
export function handshake(socket: TestSocket): Promise<"connected" | string> {
  return new Promise((resolve) => {
    socket.once("connect", () => resolve("connected"));
    socket.once("connect_error", (error) => resolve(error.message));
  });
}

/** The close code with which the server ended a socket. */
export function closeCode(socket: TestSocket): Promise<number | null> {
  return new Promise((resolve) => {
    socket.once("disconnect", (_reason, details) => {
      const context = details !== undefined && "context" in details ? (details.context as { code?: number }) : {};
      resolve(context.code ?? null);
    });
  });
}

export function ask<E extends keyof ClientEvents>(socket: TestSocket, event: E, message: object): Promise<Ack> {
  return new Promise((resolve) => (socket as Socket).emit(event, message, resolve));
}

/** Every signal message of a socket, in order of arrival. */
export function collectSignals(socket: TestSocket): SignalMessage[] {
  const messages: SignalMessage[] = [];
  for (const name of ["signal_new", "signal_update", "signal_closed"] as const)
    socket.on(name, (message) => void messages.push(message));
  return messages;
}
