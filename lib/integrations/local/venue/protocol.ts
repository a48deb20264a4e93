import type { VenueKey } from "./account.ts";
import type { Books } from "./core/books.ts";
import type { VenueMarket } from "./core/listing.ts";
import type { Twist } from "./core/place.ts";
import type { Quote, VenueBars } from "./core/prices.ts";
import type { No } from "./core/rows.ts";
import type { VenueLink } from "./link.ts";

/** What a request does, the same words for every exchange: faults are aimed by them. */
export const OPS = [
  "time",
  "markets",
  "ticker",
  "candles",
  "rights",
  "balance",
  "place",
  "cancel",
  "find",
  "openOrders",
  "history",
  "fills",
  "positions",
  "leverage",
  "stream",
  "other",
] as const;
export type Op = (typeof OPS)[number];

/** A request as a protocol sees it, its venue's host taken off the path. */
export interface VenueCall {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  /** As sent, without the question mark. */
  readonly query: string;
  readonly body: string;
  header(name: string): string;
  /** The address that it came from. */
  readonly remote: string;
  /** Milliseconds, the venue's clock. */
  readonly now: number;
  /** The key that this exchange gave out under that name, revoked ones too. */
  keyOf(apiKey: string): VenueKey | undefined;
}

export interface VenueAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a route is answered from. */
export interface Asked {
  readonly call: VenueCall;
  readonly now: number;
  readonly books: Books;
  /** Parameters by name, from query and body alike; an object or list of a JSON body as its JSON text. */
  param(name: string): string | undefined;
  /** The account of the key. @throws Error on a public route */
  readonly account: string;
  readonly key: VenueKey | null;
  readonly twist: Twist;
  readonly candles: VenueBars | null;
  /** The price that the ticker tells: an old one while it is frozen. */
  quote(market: VenueMarket): Quote | null;
}

/** `none`: public. `key`: named, not signed. `read` and `trade`: signed, by a key with that right. */
export type Need = "none" | "key" | "read" | "trade";

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly op: Op;
  readonly need: Need;
  answer(asked: Asked): VenueAnswer | Promise<VenueAnswer>;
}

export type Checked = { readonly ok: true; readonly key: VenueKey } | { readonly ok: false; readonly no: No };

/** One exchange's way of speaking. It translates; what an order does is decided by the core. */
export interface Protocol {
  readonly exchange: string;
  speaks(host: string, path: string): boolean;
  readonly routes: readonly Route[];
  params(call: VenueCall): Readonly<Record<string, string>>;
  check(call: VenueCall, need: Need): Checked;
  refuse(no: No, call: VenueCall): VenueAnswer;
  /** A websocket under one of its hosts; undefined: it has none there. */
  socket?(link: VenueLink): void;
}
