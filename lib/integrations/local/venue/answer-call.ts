import { setTimeout as delay } from "node:timers/promises";
import { dec } from "@/lib/kernel/decimal";
import type { Books } from "./core/books.ts";
import type { VenueMarket } from "./core/listing.ts";
import type { Twist } from "./core/place.ts";
import type { VenueBars } from "./core/prices.ts";
import type { No } from "./core/rows.ts";
import type { FaultKind } from "./faults/fault.ts";
import type { Faults, Target } from "./faults/faults.ts";
import type { RequestWall } from "./faults/request-wall.ts";
import type { Asked, Protocol, Route, VenueAnswer, VenueCall } from "./protocol.ts";

/** How an answer goes out: as it is, never, by a reset, or cut short. */
export type Sending = "whole" | "hang" | "reset" | "truncated";

export interface Answered {
  readonly sending: Sending;
  readonly answer: VenueAnswer;
}

export interface Desk {
  readonly books: Books;
  readonly faults: Faults;
  readonly wall: RequestWall;
  readonly candles: VenueBars | null;
  /** Ends waits of late arrivals when the venue closes. */
  readonly closing: AbortSignal;
  /** The venue's milliseconds in one of the machine's. */
  readonly speed: number;
}

const REFUSED: readonly FaultKind[] = [
  "insufficient",
  "minNotional",
  "lotSize",
  "tooLarge",
  "priceFilter",
  "duplicate",
  "halted",
] as const;
const BEFORE: readonly FaultKind[] = ["hangBefore", "resetBefore", "unknownBefore", "badGatewayBefore"];
const AFTER: readonly FaultKind[] = ["hangAfter", "resetAfter", "unknownAfter", "badGatewayAfter", "truncated"];
const NOTHING: VenueAnswer = { status: 200, body: {} };
const HTML: VenueAnswer = {
  status: 502,
  body: "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>",
};

/** Answers one call: faults that strike before it, the exchange's checks, the route, faults that strike after it. */
export async function answerCall(desk: Desk, protocol: Protocol, call: VenueCall): Promise<Answered> {
  const { faults, wall } = desk;
  const { exchange } = protocol;
  const route = protocol.routes.find(({ method, path }) => method === call.method && path === call.path);
  const params = protocol.params(call);
  const target: Target = {
    exchange,
    account: accountOf(protocol, call),
    op: route?.op ?? "other",
    symbol: params["symbol"] ?? null,
  };
  const skew = faults.take(["clockSkew"], target)?.ms ?? 0;
  let heard: VenueCall = { ...call, now: call.now + skew };
  const refuse = (no: No): Answered => ({ sending: "whole", answer: protocol.refuse(no, heard) });

  const limit = faults.take(["limited", "banned"], target);
  if (limit !== null) wall.raise(exchange, call.now + (limit.ms ?? 1_000), limit.kind === "banned");
  const walled = wall.of(exchange, call.now);
  if (walled !== null) {
    const answer = protocol.refuse(walled.banned ? "banned" : "limited", heard);
    return { sending: "whole", answer: { ...answer, headers: { "retry-after": String(walled.retryAfterSec) } } };
  }
  const before = faults.take(BEFORE, target);
  if (before !== null) return struck(before.kind, NOTHING, refuse);
  const late = faults.take(["lateArrival"], target);
  if (late !== null) {
    await delay((late.ms ?? 1_000) / desk.speed, undefined, { signal: desk.closing }).catch(() => undefined);
    heard = { ...heard, now: heard.now + (late.ms ?? 1_000) };
  }
  if (route === undefined) return refuse("noPath");
  const said = await routed(desk, protocol, route, heard, params, target);
  const after = faults.take(AFTER, target);
  return after === null ? { sending: "whole", answer: said } : struck(after.kind, said, refuse);
}

async function routed(
  desk: Desk,
  protocol: Protocol,
  route: Route,
  call: VenueCall,
  params: Readonly<Record<string, string>>,
  target: Target,
): Promise<VenueAnswer> {
  const { books, faults, candles } = desk;
  const checked = route.need === "none" ? null : protocol.check(call, route.need);
  if (checked !== null && !checked.ok) return protocol.refuse(checked.no, call);
  if (checked !== null && faults.take(["revokedKey"], target) !== null) return protocol.refuse("badKey", call);
  if (route.op === "place") {
    const no = faults.take(REFUSED, target);
    if (no !== null) return protocol.refuse(no.kind as No, call);
  }
  const key = checked?.key ?? null;
  const asked: Asked = {
    call,
    now: call.now,
    books,
    candles,
    key,
    account: key?.account ?? "",
    param: (name) => params[name],
    twist: route.op === "place" ? twistOf(faults, target) : {},
    quote: (market) => quoteTold(desk, market),
  };
  return route.answer(asked);
}

export function quoteTold({ books, faults }: Pick<Desk, "books" | "faults">, market: VenueMarket) {
  const told = books.quotes.told(market);
  if (told !== books.quotes.of(market)) faults.count("staleTicker");
  return told;
}

function twistOf(faults: Faults, target: Target): Twist {
  const partial = faults.take(["partial"], target);
  const hidden = faults.take(["hidden"], target);
  const late = faults.take(["lateReject"], target);
  return {
    ...(partial === null ? {} : { fraction: dec(partial.fraction ?? 0.5) }),
    ...(hidden === null ? {} : { hideMs: hidden.ms ?? 0, hideLooks: hidden.looks ?? 0 }),
    ...(late === null ? {} : { rejectLate: true }),
  };
}

function struck(kind: FaultKind, answer: VenueAnswer, refuse: (no: No) => Answered): Answered {
  if (kind === "hangBefore" || kind === "hangAfter") return { sending: "hang", answer };
  if (kind === "resetBefore" || kind === "resetAfter") return { sending: "reset", answer };
  if (kind === "truncated") return { sending: "truncated", answer };
  return kind.startsWith("badGateway") ? { sending: "whole", answer: HTML } : refuse("unknown");
}

/** Whose call it is, for faults that are aimed at one account; a key that is refused later counts too. */
function accountOf(protocol: Protocol, call: VenueCall): string | null {
  for (const name of ["x-mbx-apikey", "x-bapi-api-key", "x-mexc-apikey", "access-key"]) {
    const key = call.keyOf(call.header(name));
    if (key?.exchange === protocol.exchange) return key.account;
  }
  return null;
}
