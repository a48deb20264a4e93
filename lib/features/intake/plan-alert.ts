import type { Tx } from "@/lib/db/client";
import { instrumentBySymbol } from "@/lib/features/candles/queries";
import { type Venue, venueOf } from "@/lib/features/signals/draft-signal";
import { freshPrice } from "@/lib/features/signals/fresh-price";
import type { PublishSignalInput } from "@/lib/features/signals/input";
import { standingSignals } from "@/lib/features/signals/queries";
import { dec } from "@/lib/kernel/decimal";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { Side } from "@/lib/trading/market/quote";
import type { Address } from "./address.ts";
import type { Alert } from "./alert.ts";
import { type Decision, decide, type Standing } from "./decide.ts";
import { asSent, publicationOf } from "./publication.ts";
import { findHoldings } from "./repository.ts";

/** Price step where an instrument is not known yet: levels by percent are rounded to it. */
const DEFAULT_TICK = dec("0.00000001");

export interface AlertPlan {
  readonly venue: Venue;
  readonly decision: Decision;
  /** The units that the sender held in each standing signal. */
  readonly publication: (side: Side) => Promise<Result<PublishSignalInput, "invalid" | "no_market_price">>;
}

/** What an alert means here and now: where it trades, what stands there, what is to be done. */
export async function planAlert(
  ctx: Ctx,
  tx: Tx | Ctx["db"],
  address: Address,
  alert: Alert,
): Promise<Result<AlertPlan, "invalid" | "conflict">> {
  const venue = venueOfAlert(address, alert);
  if (!venue.ok) return venue;
  const rows = await standingSignals(tx, address.strategyId, venue.value.symbol);
  const held = await findHoldings(
    tx,
    rows.map(({ id }) => id),
  );
  const standing = rows.map((row): Standing => ({ ...row, held: held.get(row.id) ?? null }));
  const decision = decide(alert, standing, address);
  if (!decision.ok) return decision;
  return done({
    venue: venue.value,
    decision: decision.value,
    publication: async (side) => {
      const { exchange, symbol } = venue.value;
      const quote = await freshPrice(ctx, exchange, symbol);
      if (!quote.ok) return quote;
      const instrument = (await instrumentBySymbol(ctx.db, exchange, symbol)) ?? { tick: DEFAULT_TICK };
      return publicationOf(alert, side, address, venue.value, { quote: quote.value, instrument });
    },
  });
}

/** The pair, in our spelling: the alert's own, or the strategy's only one. */
function venueOfAlert(address: Address, alert: Alert): Result<Venue, "invalid"> {
  const { supportedPairs } = address.strategy;
  const typed = alert.symbol ?? (supportedPairs.length === 1 ? supportedPairs[0] : undefined);
  if (typed === undefined) {
    const text = `Say which pair is meant, as ticker: this strategy trades ${supportedPairs.join(", ")}.`;
    return refuse("invalid", text, { ticker: [text] });
  }
  const exchange = alert.exchange ?? address.exchange;
  const market = alert.isPerpetual ? "swap" : address.market;
  const venue = venueOf({ symbol: typed, market, ...(exchange === null ? {} : { exchange }) }, address.strategy);
  if (venue.ok || venue.fieldErrors === undefined) return venue;
  return { ...venue, fieldErrors: asSent(venue.fieldErrors, alert) };
}
