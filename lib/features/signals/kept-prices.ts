import type { Ctx } from "@/lib/ports/ctx";
import type { Ticker } from "@/lib/ports/prices";
import { type Venue, venueOf } from "./draft-signal.ts";
import { freshPrice, priceIsFresh } from "./fresh-price.ts";
import type { PublishSignalInput } from "./input.ts";
import type { Standing } from "./publish-group.ts";

/** The feed moves a price at most ten times a second: so long one may well be right still. */
const KEPT_MS = 100;

/** What a group is decided from: fresh prices by venue. A venue that is refused or has no fresh price is left out. */
export interface GroupPrices {
  readonly byVenue: ReadonlyMap<string, Ticker>;
  /** Those of a moment ago: the statement that writes compares them with the feed's rows. */
  readonly remembered: readonly Ticker[];
}

interface Kept {
  readonly price: Ticker;
  /** By the machine's clock. */
  readonly until: number;
}

/** Prices of a strategy's venues, kept for a moment, so that one publication after the other needs no read before its statement. */
export class KeptPrices {
  readonly #kept = new Map<string, Kept>();

  /** The prices that `members` need. Asked before any transaction, since one that waits for another connection can starve the pool. */
  async of(
    ctx: Pick<Ctx, "prices" | "clock">,
    strategy: Standing["strategy"],
    members: readonly { readonly input: PublishSignalInput }[],
  ): Promise<GroupPrices> {
    const venues = new Map(
      members.flatMap(({ input }) => {
        const venue = venueOf(input, strategy);
        return venue.ok ? [[placeOf(venue.value), venue.value] as const] : [];
      }),
    );
    const remembered: Ticker[] = [];
    const asked = [...venues].map(async ([place, venue]) => {
      const kept = this.#kept.get(place);
      if (kept !== undefined && kept.until > performance.now() && priceIsFresh(kept.price, ctx.clock.now())) {
        remembered.push(kept.price);
        return [[place, kept.price] as const];
      }
      this.#kept.delete(place);
      const price = await freshPrice(ctx, venue.exchange, venue.symbol);
      if (!price.ok) return [];
      this.#kept.set(place, { price: price.value, until: performance.now() + KEPT_MS });
      return [[place, price.value] as const];
    });
    return { byVenue: new Map((await Promise.all(asked)).flat()), remembered };
  }

  /** They were wrong, or may be: the next asker reads. */
  forget(): void {
    this.#kept.clear();
  }
}

export function placeOf({ exchange, symbol }: Venue): string {
  return `${exchange} ${symbol}`;
}
