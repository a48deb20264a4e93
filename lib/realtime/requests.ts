import type { Log } from "@/lib/ports/log";
import { type Connection, SYMBOLS_HELD_MAX } from "./connection.ts";
import {
  InvalidMessage,
  parseEmpty,
  parseReceipts,
  parseSubscribeSignals,
  parseSymbols,
  parseToken,
  parseUnsubscribeSignals,
} from "./parse-message.ts";
import type { PriceBoard } from "./price-board.ts";
import type { Ack, ClientEvents, SeqRange } from "./protocol.ts";
import type { PnlWatch, RealtimeReaders, ReceiptBook } from "./readers.ts";
import type { SignalTeller } from "./signal-teller.ts";

/** What requests work with; the gateway hands in its own parts. */
export interface RequestParts {
  readonly readers: RealtimeReaders;
  readonly log: Log;
  readonly teller: SignalTeller;
  readonly prices: PriceBoard;
  readonly receipts: ReceiptBook | null;
  readonly pnl: PnlWatch | null;
  authenticate(connection: Connection, token: string): Promise<Ack>;
}

type Answer = (parts: RequestParts, connection: Connection, message: unknown) => Ack | Promise<Ack>;

const OK: Ack = { ok: true };
const UNAUTHENTICATED: Ack = { ok: false, error: "unauthenticated" };

/** Every request of the protocol: none other is answered. */
const ANSWERS: Readonly<Record<keyof ClientEvents, Answer>> = {
  authenticate: (parts, connection, message) => parts.authenticate(connection, parseToken(message)),
  subscribe_signals: subscribeSignals,
  async unsubscribe_signals({ teller }, connection, message) {
    const strategyId = parseUnsubscribeSignals(message);
    if (strategyId === undefined) {
      connection.wantsAll = false;
      connection.wanted = null;
    } else connection.wanted?.delete(strategyId);
    await teller.follow(connection, new Map());
    return OK;
  },
  subscribe_positions({ pnl }, connection, message) {
    parseEmpty(message);
    if (connection.actor === null) return UNAUTHENTICATED;
    if (!connection.watchesPositions) {
      connection.watchesPositions = true;
      pnl?.watch(connection.actor.userId);
    }
    return OK;
  },
  unsubscribe_positions({ pnl }, connection, message) {
    parseEmpty(message);
    stopPositions(pnl, connection);
    return OK;
  },
  async subscribe_prices({ readers, prices }, connection, message) {
    const symbols = parseSymbols(message, "some") ?? [];
    requireRoom(connection, symbols);
    const known = await readers.pricesOf(symbols);
    if (connection.isClosed) return OK;
    // A symbol without a price yet is watched under the name it was asked by: it may come.
    const watched = new Set([...symbols, ...known.map((price) => price.symbol)]);
    requireRoom(connection, watched); // other messages may have taken it meanwhile
    for (const price of known) prices.show(connection, price);
    for (const symbol of watched) prices.watch(connection, symbol);
    return OK;
  },
  unsubscribe_prices({ prices }, connection, message) {
    const symbols = parseSymbols(message, "any");
    if (symbols === undefined) prices.forget(connection);
    else for (const symbol of symbols) prices.unwatch(connection, symbol);
    return OK;
  },
  receipts({ receipts }, connection, message) {
    const { received, seen } = parseReceipts(message);
    const { actor } = connection;
    if (actor === null) return UNAUTHENTICATED;
    const isTold = ([strategyId, , to]: SeqRange): boolean => to <= connection.toldUpTo(strategyId);
    for (const range of received.filter(isTold)) receipts?.note(actor.userId, "received", range);
    for (const range of seen.filter(isTold)) receipts?.note(actor.userId, "seen", range);
    requireTold(
      connection,
      [...received, ...seen].find((range) => !isTold(range)),
    );
    return OK;
  },
  latency: (_parts, _connection, message) => {
    parseEmpty(message);
    return OK;
  },
};

/** Answers one request. A message that does not fit is told what is wrong with it; a fault of ours is logged and "unavailable". */
export async function answer(
  parts: RequestParts,
  connection: Connection,
  event: string,
  message: unknown,
): Promise<Ack | null> {
  if (!Object.hasOwn(ANSWERS, event)) return null;
  try {
    return await ANSWERS[event as keyof ClientEvents](parts, connection, message);
  } catch (error) {
    if (error instanceof InvalidMessage) return { ok: false, error: "invalid", detail: error.message };
    parts.log.error({ event, err: error }, "socket: a message failed");
    return { ok: false, error: "unavailable" };
  }
}

export function stopPositions(pnl: PnlWatch | null, connection: Connection): void {
  if (!connection.watchesPositions || connection.actor === null) return;
  connection.watchesPositions = false;
  pnl?.unwatch(connection.actor.userId);
}

async function subscribeSignals({ readers, teller }: RequestParts, connection: Connection, message: unknown) {
  const wish = parseSubscribeSignals(message);
  const { actor } = connection;
  if (actor === null) return UNAUTHENTICATED;
  const take = connection.readWindows();
  take(await readers.accessOf(actor.userId));
  if (wish.strategyId !== undefined && !connection.knows(wish.strategyId))
    return noAccess("This needs an active subscription.");
  // A cursor of something that was never his is somebody else's: refused whole, so that he does not take silence for "nothing new".
  const foreign = [...wish.since.keys()].find((strategyId) => !connection.knows(strategyId));
  if (foreign !== undefined) return noAccess("since holds a cursor of a strategy that is not yours; leave it out.");
  if (wish.strategyId === undefined) connection.wantsAll = true;
  else {
    connection.wanted ??= new Set();
    connection.wanted.add(wish.strategyId);
  }
  const heads = await teller.follow(connection, wish.since);
  return { ok: true, heads: Object.fromEntries(heads) } as const;
}

function noAccess(detail: string): Ack {
  return { ok: false, error: "no_access", detail };
}

/** @throws InvalidMessage when these would be more symbols than a socket may hold */
function requireRoom(connection: Connection, symbols: Iterable<string>): void {
  if (connection.hasRoomFor(symbols)) return;
  throw new InvalidMessage(
    `symbols would be more than ${SYMBOLS_HELD_MAX} on this socket; leave some with unsubscribe_prices first.`,
  );
}

/** @throws InvalidMessage for what was not sent on this socket: a receipt is for what was told. The others of its message were kept. */
function requireTold(connection: Connection, range: SeqRange | undefined): void {
  if (range === undefined) return;
  const [strategyId, , to] = range;
  throw new InvalidMessage(`${strategyId} was told up to ${connection.toldUpTo(strategyId)} here; ${to} was not.`);
}
