import type { MarketKind } from "@/lib/trading/market/instrument";
import type { OfferedExchange } from "./exchange-accounts";
import type { VenueAbilities } from "./trade-venue";

const KINDS: readonly MarketKind[] = ["spot", "swap"];
const WORDS: Readonly<Record<string, string>> = { stopLimit: "stop-limit", takeProfit: "take-profit" };

/** Heads of the table of what each exchange can do; the first column is its name. */
export const ABILITY_HEADS = [
  "Exchange",
  "Spot orders",
  "Swap orders",
  "Stop rests at the exchange",
  "Market buy",
  "Test network",
  "Private stream",
  "Keys",
] as const;

/** One exchange's row without its name, in words: docs/exchanges.md and the page of exchanges both show these. */
export function abilityCells(one: VenueAbilities, keys: OfferedExchange | undefined): readonly string[] {
  return [
    ...KINDS.map((kind) =>
      one.markets.includes(kind) ? one.orderTypes[kind].map((type) => WORDS[type] ?? type).join(", ") : "—",
    ),
    kinds(one, one.restingStop, "the worker holds it"),
    one.marketBuyBy === "cost" ? "by cost, size from fills" : "by amount",
    keys?.testnet === true ? kinds(one, one.testnet, "no") : "no",
    one.privateStream ? "yes" : "REST only",
    keys === undefined
      ? "not taken yet"
      : keys.tellsRights
        ? "proven at the exchange"
        : "unproven: an admin must admit them",
  ];
}

function kinds(one: VenueAbilities, has: Readonly<Record<MarketKind, boolean>>, otherwise: string): string {
  const yes = KINDS.filter((kind) => one.markets.includes(kind) && has[kind]);
  return yes.length === 0 ? otherwise : yes.length === one.markets.length ? "yes" : `${yes.join(", ")} only`;
}
