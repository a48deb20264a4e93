import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import type { Figure, Judged } from "./judged.ts";
import { sum } from "./sum.ts";

/** Every position is closed, or a stop at its level rests at the venue for all of it that could be sold. */
export function judgeProtection({ scenario, ours, theirs }: Judged): readonly string[] {
  const broken: string[] = [];
  for (const position of ours.positions) {
    if (position.state === "CLOSED") continue;
    if (scenario.end !== "hold") {
      if (!scenario.withdrawsCoins) broken.push(`position ${position.id} is open and was to be closed`);
      continue;
    }
    const ids = new Set(
      ours.intents
        .filter(({ origin, purpose }) => origin === position.origin && purpose === "STOP")
        .flatMap(({ orders }) => orders.map(({ clientOrderId }) => clientOrderId)),
    );
    const stops = theirs.orders.filter(
      ({ clientId, state, trigger }) =>
        clientId !== null && ids.has(clientId) && state === "waiting" && isAt(trigger, position.stopLoss),
    );
    const covered = sum(stops.map(({ qty }) => qty));
    const bare = dec(position.qty.toString()).minus(covered);
    // What is smaller than the venue's step cannot be sold by anybody.
    if (bare.gte(lotOf(theirs.orders.map(({ qty }) => qty))) || covered.isZero())
      broken.push(`position ${position.id} of ${position.qty} has stops for ${plain(covered)} at the venue`);
  }
  return broken;
}

function isAt(trigger: { readonly price: string } | null, stopLoss: Figure | null): boolean {
  return trigger !== null && stopLoss !== null && dec(trigger.price).eq(dec(stopLoss.toString()));
}

/** The finest step that the run's own orders show: no listing of the venue is asked. */
function lotOf(amounts: readonly string[]): Dec {
  const places = Math.max(0, ...amounts.map((amount) => dec(amount).decimalPlaces()));
  return dec(10).pow(-places);
}
