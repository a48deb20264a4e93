import { readFileSync } from "node:fs";
import type { OthersIds } from "./others.ts";
import type { Columns } from "./strangers.ts";

/** What a request over the socket is answered: "ok", or the error's word. */
export type SocketAnswer =
  | "ok"
  | "unauthenticated"
  | "no_access"
  | "other_user"
  | "invalid"
  | "token_expired"
  | "unavailable";

export interface SocketRequest {
  readonly event: string;
  readonly message: (others: OthersIds, theirToken: string) => Readonly<Record<string, unknown>>;
  readonly answers: Columns<SocketAnswer>;
}

const ALL: Columns<SocketAnswer> = ["ok", "ok", "ok", "ok"];
const SIGNED_IN: Columns<SocketAnswer> = ["unauthenticated", "ok", "ok", "ok"];

/** What a client may ask, each at another's things. An event may have several rows. The order is that of a page: subscribe, then leave. */
export const SOCKET_REQUESTS: readonly SocketRequest[] = [
  {
    event: "authenticate",
    message: () => ({ token: "tok_nonsense_nonsense" }),
    answers: ["unauthenticated", "unauthenticated", "unauthenticated", "unauthenticated"],
  },
  {
    event: "subscribe_signals",
    message: ({ strategyId }) => ({ strategyId, sinceSeq: 0 }),
    answers: ["unauthenticated", "no_access", "no_access", "no_access"],
  },
  { event: "subscribe_signals", message: () => ({}), answers: SIGNED_IN },
  { event: "subscribe_positions", message: () => ({}), answers: SIGNED_IN },
  { event: "subscribe_prices", message: () => ({ symbols: ["BTC/USDT"] }), answers: ALL },
  {
    event: "receipts",
    message: ({ strategyId }) => ({ received: [[strategyId, 1, 1]] }),
    answers: ["unauthenticated", "invalid", "invalid", "invalid"],
  },
  { event: "latency", message: () => ({}), answers: ALL },
  { event: "unsubscribe_signals", message: ({ strategyId }) => ({ strategyId }), answers: ALL },
  { event: "unsubscribe_positions", message: () => ({}), answers: ALL },
  { event: "unsubscribe_prices", message: () => ({}), answers: ALL },
  // Last: a guest who shows a token of somebody's is that somebody from then on; who is somebody already stays himself.
  {
    event: "authenticate",
    message: (_others, theirToken) => ({ token: theirToken }),
    answers: ["ok", "other_user", "other_user", "other_user"],
  },
];

/** `theirs`: only what is the hearer's own, so nothing of the others. `public`: all hear it. */
export const SOCKET_TOLD: Readonly<Record<string, "theirs" | "public">> = {
  signal_new: "theirs",
  signal_update: "theirs",
  signal_closed: "theirs",
  signal_snapshot: "theirs",
  signal_receipts: "theirs",
  position_update: "theirs",
  pnl_update: "theirs",
  backtest_progress: "theirs",
  notification: "theirs",
  price_update: "public",
  heartbeat: "public",
};

/** The events of an interface in lib/realtime/protocol.ts, read from the file: a new one cannot be forgotten. */
export function protocolEvents(name: "ClientEvents" | "ServerEvents"): string[] {
  const source = readFileSync("lib/realtime/protocol.ts", "utf8");
  const body = new RegExp(`export interface ${name} \\{([\\s\\S]*?)\\n\\}`).exec(source)?.[1] ?? "";
  return [...body.matchAll(/^ {2}(\w+)\(/gm)].map((match) => match[1] ?? "").sort();
}
