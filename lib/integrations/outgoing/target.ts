import { isIP } from "node:net";
import { isPublicAddress } from "@/lib/kernel/public-address";

/** Which addresses may be sent to. */
export interface TargetRules {
  readonly httpsOnly: boolean;
  /** host:port pairs that may be private (OUTGOING_ALLOW); empty in production. */
  readonly allow: readonly string[];
}

/** An address as it will be connected to. */
export interface Target {
  readonly url: URL;
  /** Without brackets and the root's dot, small letters. `URL` has turned decimal, octal, hex and short IPv4 forms into dotted ones. */
  readonly host: string;
  readonly port: number;
  /** Named in OUTGOING_ALLOW: its addresses are not judged. */
  readonly isAllowed: boolean;
}

export type TargetResult =
  | { readonly ok: true; readonly target: Target }
  | { readonly ok: false; readonly why: string };

const PORTS: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 };
/** Names that are this machine or a network's own by definition (RFC 6761, 6762, 8375), whatever a name server says. */
const CLOSED_NAMES = /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|home\.arpa|onion)$/;

/** Judges an address by its text. A name is judged again, by what it resolves to, when it is connected to. */
export function readTarget(text: string, rules: TargetRules): TargetResult {
  if (!URL.canParse(text)) return no("The address must be complete, e.g. https://example.com/hook.");
  const url = new URL(text);
  const port = url.port === "" ? PORTS[url.protocol] : Number(url.port);
  if (port === undefined) return no("The address must start with https://.");
  if (url.username !== "" || url.password !== "") return no("The address must not hold a name or password.");
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const isAllowed = allows(rules, host, port);
  if (rules.httpsOnly && url.protocol !== "https:") return no("The address must start with https://.");
  if (isAllowed) return { ok: true, target: { url, host, port, isAllowed } };
  const isAddress = isIP(host) !== 0;
  if (isAddress ? !isPublicAddress(host) : !host.includes(".") || CLOSED_NAMES.test(host))
    return no("The address is inside a private network; messages go to public addresses only.");
  return { ok: true, target: { url, host, port, isAllowed } };
}

/** Whether OUTGOING_ALLOW names a host or an address with its port. */
export function allows(rules: TargetRules, host: string, port: number): boolean {
  const pair = `${host.includes(":") ? `[${host}]` : host}:${port}`.toLowerCase();
  return rules.allow.some((allowed) => allowed.toLowerCase() === pair);
}

function no(why: string): TargetResult {
  return { ok: false, why };
}
