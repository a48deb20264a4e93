import { type Call, changedSomething, failingAnswer } from "./calls.ts";
import { HeldBack } from "./request-budget.ts";
import type { Meaning, Venue } from "./venue.ts";

/** What a failed call into ccxt proves. `meaning` null: nothing; then only asking tells what became of an order. */
export interface Verdict {
  readonly meaning: Meaning | null;
  /** Our words and the venue's code; never its text, which can carry the request. */
  readonly detail: string;
  /** Nothing that changes the account left this machine. */
  readonly unsent: boolean;
  readonly heldBackMs: number | null;
}

/**
 * The venue's own code first, ccxt's class second (RELIABILITY 3.2: ccxt calls one refusal by many names), both on allow-lists: a refusal is
 * only what is proven to have done nothing. A 5xx proves nothing whatever code it carries, nor does an answer that never came whole.
 */
export function classify(
  venue: Pick<Venue, "codeOf" | "meanings" | "abilities" | "advice">,
  error: unknown,
  call: Call,
): Verdict {
  const name = venue.abilities.name;
  const unsent = !changedSomething(call);
  if (error instanceof HeldBack) {
    return { meaning: null, detail: error.message, unsent, heldBackMs: error.retryAfterMs };
  }
  const kinds = classNamesOf(error);
  const verdict = (meaning: Meaning | null, detail: string): Verdict => ({ meaning, detail, unsent, heldBackMs: null });
  const answer = failingAnswer(call, kinds);
  if (call.requests.length === 0) {
    return verdict(beforeSending(kinds, error), `ccxt refused the request before sending it (${kinds[0] ?? "error"}).`);
  }
  if (answer === null) return verdict(null, `${name} did not answer (${kinds[0] ?? "error"}).`);
  if (answer.status >= 500) return verdict(null, `${name} answered with status ${answer.status}.`);
  const said = venue.codeOf(answer.json);
  const coded = said === null ? undefined : meaningOf(venue, said.code, said.text);
  const told = said === null ? `status ${answer.status}` : `code ${said.code}`;
  if (answer.status === 429 || answer.status === 418) return verdict("rate_limited", `${name} limits us (${told}).`);
  if (coded === null) return verdict(null, `${name} answered ${told}, which proves nothing.`);
  if (coded !== undefined) {
    const advice = said === null ? null : (venue.advice?.(said) ?? null);
    return verdict(
      coded,
      `${name} answered ${coded.replaceAll("_", " ")} (${told}).${advice === null ? "" : ` ${advice}`}`,
    );
  }
  // of an empty list that answers for one order, ccxt makes a "not found" without a code
  const empty = said === null && answer.status < 400 && kinds[0] === "OrderNotFound";
  const classed = said !== null || empty ? first(kinds, AFTER_SENDING) : null;
  return verdict(classed, `${name} answered ${told} (${kinds[0] ?? "error"}).`);
}

/** undefined: the table does not hold the code. */
function meaningOf(venue: Pick<Venue, "meanings">, code: string, text: string): Meaning | null | undefined {
  const meaning = Object.hasOwn(venue.meanings, code) ? venue.meanings[code] : undefined;
  return typeof meaning === "function" ? meaning(text) : meaning;
}

/** The most specific first. ccxt's package exports no error classes by subpath and is loaded late, so classes go by name. */
function classNamesOf(error: unknown): string[] {
  const names: string[] = [];
  for (let kind: unknown = error; typeof kind === "object" && kind !== null; kind = Object.getPrototypeOf(kind)) {
    const name = kind.constructor.name;
    if (names.at(-1) !== name) names.push(name);
  }
  return names;
}

function first(kinds: readonly string[], meanings: Readonly<Record<string, Meaning>>): Meaning | null {
  for (const kind of kinds) if (Object.hasOwn(meanings, kind)) return meanings[kind] ?? null;
  return null;
}

function beforeSending(kinds: readonly string[], error: unknown): Meaning | null {
  const isAmount = kinds.includes("InvalidOrder") && error instanceof Error && /amount|precision/i.test(error.message);
  return isAmount ? "lot_size" : first(kinds, BEFORE_SENDING);
}

/** ccxt's own check of an order that it has not sent. */
const BEFORE_SENDING: Readonly<Record<string, Meaning>> = {
  BadSymbol: "bad_symbol",
  InvalidOrder: "not_supported",
  AuthenticationError: "key_refused",
  NotSupported: "not_supported",
  ArgumentsRequired: "not_supported",
  BadRequest: "not_supported",
};

/** Classes that ccxt gives only to codes which say that nothing was done. InvalidOrder, BadRequest and ExchangeError also stand for time-outs. */
const AFTER_SENDING: Readonly<Record<string, Meaning>> = {
  InsufficientFunds: "insufficient_funds",
  BadSymbol: "bad_symbol",
  MarketClosed: "market_closed",
  DuplicateOrderId: "duplicate_client_id",
  OrderNotFound: "gone",
  AuthenticationError: "key_refused",
  RateLimitExceeded: "rate_limited",
};
