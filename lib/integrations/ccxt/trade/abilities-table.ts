import type { VenueAbilities } from "@/lib/ports/trade-venue";
import type { MarketKind } from "@/lib/trading/market/instrument";

const KINDS: readonly MarketKind[] = ["spot", "swap"];
const WORDS: Readonly<Record<string, string>> = { stopLimit: "stop-limit", takeProfit: "take-profit" };

/** docs/exchanges.md, made of what the code offers: `npm run docs:exchanges` writes it, a test sees that it is current. */
export function exchangesPage(venues: readonly VenueAbilities[]): string {
  const rows = venues.map((one) => [
    `${one.name} (\`${one.id}\`)`,
    ...KINDS.map((kind) =>
      one.markets.includes(kind) ? one.orderTypes[kind].map((type) => WORDS[type] ?? type).join(", ") : "-",
    ),
    kinds(one, one.restingStop, "the worker holds it"),
    one.marketBuyBy === "cost" ? "by cost, size from fills" : "by amount",
    kinds(one, one.testnet, "no"),
    one.privateStream ? "yes" : "REST only",
    one.tellsRights ? "yes" : "no: an admin must admit its keys",
  ]);
  return [
    "# Exchanges",
    "",
    "What can be traded where. This page is written by `npm run docs:exchanges` from `lib/integrations/ccxt/trade/venues/`, which the product reads",
    "itself; only what a test has shown against the exchange's protocol is offered. Swaps are perpetuals settled in USDT, in one-way mode.",
    "",
    ...table(
      [
        "Exchange",
        "Spot orders",
        "Swap orders",
        "Stop rests at the exchange",
        "Market buy",
        "Test network",
        "Private stream",
        "Tells a key's rights",
      ],
      rows,
    ),
    "",
    "- Every order carries our own id, is sent once, and is never repeated by ccxt. Only answers on each exchange's list of codes count as a refusal;",
    "  a break, a time-out, a 5xx, an unknown code or an answer that cannot be read leave the order unknown until it was asked about.",
    "- All accounts of a process share one budget an exchange and address: closing orders go before protective, these before opening ones, these",
    "  before questions. A 429 or 418 stops all of them for as long as the exchange says.",
    "- Ten errors within a minute hold an account's entries and questions back, ten in a row those of the whole exchange; exits are always tried.",
    "- `EXCHANGE_URL_<ID>` points any of them at another server that speaks its protocol, the exchange's host kept as first path segment.",
    "",
  ].join("\n");
}

function kinds(one: VenueAbilities, has: Readonly<Record<MarketKind, boolean>>, otherwise: string): string {
  const yes = KINDS.filter((kind) => one.markets.includes(kind) && has[kind]);
  return yes.length === 0 ? otherwise : yes.length === one.markets.length ? "yes" : `${yes.join(", ")} only`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}
