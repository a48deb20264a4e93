import type { IncomingMessage } from "node:http";
import { AppError } from "@/lib/kernel/errors";
import type { HandshakeRefusal } from "./protocol.ts";
import type { Credentials } from "./readers.ts";

/** A browser sends Origin with every WebSocket and pages cannot change it: another site's page is turned away here, cookie or not. */
export function isForeignOrigin(request: IncomingMessage, ownOrigin: string): boolean {
  const { origin } = request.headers;
  return origin !== undefined && origin !== ownOrigin;
}

/**
 * What a handshake shows: `auth.token`, else the cookie. `auth.guest` from our own page leaves a cookie aside whose session has ended, so
 * that a public page still hears prices.
 */
export function credentialsOf(request: IncomingMessage, auth: unknown): Credentials {
  const { token, guest } = (typeof auth === "object" && auth !== null ? auth : {}) as Record<string, unknown>;
  const ip = String(request.headers["x-client-ip"] ?? request.socket.remoteAddress ?? "unknown");
  if (token !== undefined && token !== null)
    return { cookie: null, token: typeof token === "string" ? token.slice(0, 4_096) : "", ip };
  return { cookie: guest === true ? null : (request.headers.cookie ?? null), token: null, ip };
}

export function refusalOf(error: unknown): HandshakeRefusal {
  if (error instanceof AppError) return error.code === "token_expired" ? "token_expired" : "unauthenticated";
  return "unavailable";
}
