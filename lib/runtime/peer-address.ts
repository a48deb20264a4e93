import { isIP } from "node:net";

/** A hop without its port: Azure's Application Gateway writes `203.0.113.9:50123`, and `[2001:db8::7]:50123`. */
function withoutPort(hop: string): string {
  return /^\[([^\]]+)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop;
}

/** An IPv4 address that came through an IPv6 socket is the IPv4 address; IPv6 stays as it is. */
function plainAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address.toLowerCase();
}

/**
 * The caller's address: the socket's peer, unless that is a proxy of ours: then the last address of X-Forwarded-For that no proxy of ours
 * wrote about another proxy of ours. What stands further left was written by the caller and is worth nothing.
 */
export function callerAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  isTrusted: (ip: string) => boolean,
): string {
  let caller = plainAddress(peer ?? "unknown");
  const hops = (forwardedFor ?? "").split(",").map((hop) => plainAddress(withoutPort(hop.trim())));
  while (isTrusted(caller)) {
    const next = hops.pop();
    if (next === undefined || isIP(next) === 0) break;
    caller = next;
  }
  return caller;
}
