import { createHash, timingSafeEqual } from "node:crypto";

/** Who may read the metrics: with METRICS_TOKEN its bearer; without one, this machine alone, asked directly and not through a proxy. */
export function mayReadMetrics(headers: Headers, ip: string, token: string | undefined): boolean {
  if (token === undefined) return isLoopback(ip) && headers.get("x-came-by-proxy") === "0";
  const given = /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1] ?? "";
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function isLoopback(ip: string): boolean {
  return ip === "::1" || ip.startsWith("127.");
}
