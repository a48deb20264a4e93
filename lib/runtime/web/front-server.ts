import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { type FrontOptions, isForPrograms, prepareRequest } from "../front.ts";
import type { GuestAnswers } from "../guest-answers.ts";
import type { GuestPages } from "../guest-pages.ts";
import type { Metrics, RequestKind } from "../metrics.ts";
import { explain405 } from "./explain-405.ts";

export interface NextHandlers {
  request(request: IncomingMessage, response: ServerResponse): Promise<void>;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
}

/** What may be answered to visitors without credentials before Next is asked. */
export interface Guests {
  readonly pages: GuestPages;
  readonly answers: GuestAnswers;
}

/** Answers a request itself, without Next; false: it is not one of its own. */
export type HotPath = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

export interface FrontServer {
  readonly http: Server;
  /** Lets Next answer from now on; before it, requests wait for nothing and get 503. */
  serve(next: NextHandlers, guests: Guests | null, hot?: HotPath | null): void;
  /** Takes no new connection, lets answers under way end until `graceMs`, then cuts. */
  drain(graceMs: number): Promise<void>;
}

/** The HTTP server in front of Next and the sockets. Requests for sockets (/ws) are left to socket.io, which listens on the same server. */
export function createFrontServer(
  options: FrontOptions & { metrics: Metrics; onError: (error: unknown, requestId: string) => void },
): FrontServer {
  const http = createServer({ keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 60_000 });
  let next: NextHandlers | null = null;
  let guests: Guests | null = null;
  let hot: HotPath | null = null;

  http.on("request", (request, response) => {
    const isSocket = isSocketPath(request.url);
    if (!prepareRequest(request, response, options)) return;
    if (isSocket) return;
    const startedAt = performance.now();
    const kind = kindOf(request.url ?? "/");
    if (kind === "api") explain405(response, String(request.headers["x-request-id"]));
    response.on("close", () => {
      options.metrics.countRequest(
        kind,
        request.method ?? "",
        response.statusCode,
        (performance.now() - startedAt) / 1_000,
      );
    });
    answer(request, response).catch((error: unknown) => {
      options.onError(error, String(request.headers["x-request-id"]));
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { "content-type": "text/plain" }).end("Something is broken on our side");
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (next === null) {
      response.writeHead(503, { "retry-after": "2", "content-type": "text/plain" }).end("Starting");
      return;
    }
    if (hot !== null && (await hot(request, response))) return;
    for (const kept of guests === null ? [] : [guests.pages, guests.answers])
      if (kept.admits(request) && (await kept.serve(request, response))) return;
    await next.request(request, response);
  }

  http.on("upgrade", (request, socket, head) => {
    prepareRequest(request, null, options);
    if (isSocketPath(request.url)) return;
    socket.on("error", () => socket.destroy());
    if (next === null) socket.destroy();
    else next.upgrade(request, socket, head).catch(() => socket.destroy());
  });

  return {
    http,
    serve(handlers, kept, path = null) {
      next = handlers;
      guests = kept;
      hot = path;
    },
    async drain(graceMs) {
      const closed = new Promise<void>((resolve) => void http.close(() => resolve()));
      http.closeIdleConnections();
      const timer = setTimeout(() => http.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

function isSocketPath(url: string | undefined): boolean {
  return url !== undefined && (url === "/ws" || url.startsWith("/ws/") || url.startsWith("/ws?"));
}

function kindOf(url: string): RequestKind {
  if (isForPrograms(url)) return "api";
  return url.startsWith("/_next/") ? "static" : "page";
}
