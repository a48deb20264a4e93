import { type Dec, dec } from "@/lib/kernel/decimal";
import type { Side } from "@/lib/trading/market/quote";
import type { ShortfallLeg } from "@/lib/trading/stats/shortfall";

/** A step of a live copy, as its shortfall needs it. */
export interface AskedStep {
  readonly type: string;
  /** Of the order that it planned; null: it planned none. */
  readonly leg: string | null;
  readonly decided: Dec;
  readonly sent: { readonly bid: Dec; readonly ask: Dec } | null;
  /** Of entries: the amount before rounding and bounds. */
  readonly wanted: Dec | null;
  /** Of a REDUCE: the part of what the signal held before it. */
  readonly part: Dec | null;
}

export interface CopyFill {
  /** As the order protocol named it; the rest of an exit that did not fill at once carries `+n` behind. */
  readonly leg: string;
  readonly entry: boolean;
  readonly price: Dec;
  readonly qty: Dec;
  readonly fee: Dec;
}

/**
 * A live copy as legs of a shortfall. What was wanted of an exit is the part of the wish that is still held: the wish leaves whole, whatever the
 * lots of the real account allow. Executions that no step asked for (the stop at the exchange, a switch, a hand) belong to the step that would have left at
 * that point, the last exit; without one they are measured from their own price: nobody decided on another.
 */
export function shortfallLegs(
  side: Side,
  steps: readonly AskedStep[],
  fills: readonly CopyFill[],
): readonly ShortfallLeg[] {
  const used = new Set<CopyFill>();
  const take = (leg: string | null): CopyFill[] => {
    const own = leg === null ? [] : fills.filter((fill) => baseOf(fill.leg) === leg && !used.has(fill));
    for (const fill of own) used.add(fill);
    return own;
  };
  let wished = dec(0);
  const legs = steps.flatMap((step): (ShortfallLeg & { readonly exit: boolean })[] => {
    const { decided, sent } = step;
    if (step.wanted !== null) {
      wished = wished.plus(step.wanted);
      return [{ side: entering(side), wanted: step.wanted, decided, sent, fills: take(step.leg), exit: false }];
    }
    if (step.type !== "REDUCE" && step.type !== "CLOSE") return [];
    const wanted = step.type === "CLOSE" ? wished : wished.times(step.part ?? 1);
    wished = wished.minus(wanted);
    return [{ side: leaving(side), wanted, decided, sent, fills: take(step.leg), exit: true }];
  });
  const others = fills.filter((fill) => !used.has(fill));
  const last = legs.findLastIndex(({ exit }) => exit);
  return [
    ...legs.map(({ exit: _exit, ...leg }, at) =>
      at === last ? { ...leg, fills: [...leg.fills, ...others.filter(({ entry }) => !entry)] } : leg,
    ),
    ...others
      .filter(({ entry }) => entry || last < 0)
      .map(
        (fill): ShortfallLeg => ({
          side: fill.entry ? entering(side) : leaving(side),
          wanted: dec(0),
          decided: fill.price,
          sent: null,
          fills: [fill],
        }),
      ),
  ];
}

function baseOf(leg: string): string {
  return leg.split("+")[0] ?? leg;
}

function entering(side: Side): "BUY" | "SELL" {
  return side === "LONG" ? "BUY" : "SELL";
}

function leaving(side: Side): "BUY" | "SELL" {
  return side === "LONG" ? "SELL" : "BUY";
}
