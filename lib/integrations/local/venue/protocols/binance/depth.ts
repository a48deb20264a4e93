import { fixed, ok } from "../../answers.ts";
import type { VenueMarket } from "../../core/listing.ts";
import type { Asked, VenueAnswer } from "../../protocol.ts";

/** The book's best level on each side: it is as deep as anybody asks. */
export function depth({ quote, now }: Asked, market: VenueMarket, refused: VenueAnswer): VenueAnswer {
  const found = quote(market);
  if (found === null) return refused;
  const [bids, asks] = [[[fixed(found.bid), "1000"]], [[fixed(found.ask), "1000"]]];
  return ok({ lastUpdateId: now, E: found.at, T: found.at, bids, asks });
}
