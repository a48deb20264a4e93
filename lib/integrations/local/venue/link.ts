import type { VenueKey } from "./account.ts";
import type { Books, VenueEvent } from "./core/books.ts";
import type { VenueMarket } from "./core/listing.ts";
import type { Quote } from "./core/prices.ts";

/** One websocket of a client as a protocol sees it. What it sends passes the faults of sockets. */
export interface VenueLink {
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly remote: string;
  readonly books: Books;
  now(): number;
  keyOf(apiKey: string): VenueKey | undefined;
  quote(market: VenueMarket): Quote | null;
  /** An answer to the client's own message: never lost by a fault of the stream. Objects as JSON. */
  reply(message: string | object): void;
  /** News, by `account` private or public. */
  send(message: string | object | Uint8Array, account?: string): void;
  onMessage(read: (text: string) => void): void;
  /** From now on this socket tells the account's news. */
  hears(account: string): void;
  /** Until the socket closes. */
  onEvent(hear: (event: VenueEvent) => void): void;
  close(code: number, reason: string): void;
}
