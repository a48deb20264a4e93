/**
 * The caller's address. server.ts writes it into `x-client-ip` from the socket and, where TRUSTED_PROXIES names the peer, from
 * X-Forwarded-For; what a client sends under that name is overwritten there.
 */
export function clientIp(headers: Pick<Headers, "get">): string {
  return headers.get("x-client-ip") ?? "unknown";
}
