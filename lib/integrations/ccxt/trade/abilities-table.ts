import { EXCHANGES, exchangeName } from "@/lib/kernel/exchange-name";
import { ABILITY_HEADS, abilityCells } from "@/lib/ports/abilities-rows";
import type { OfferedExchange } from "@/lib/ports/exchange-accounts";
import type { VenueAbilities } from "@/lib/ports/trade-venue";

/** docs/exchanges.md, made of what the code offers: `npm run docs:exchanges` writes it, a test sees that it is current. */
export function exchangesPage(venues: readonly VenueAbilities[], keys: readonly OfferedExchange[]): string {
  const rows = venues.map((one) => [
    `${one.name} (\`${one.id}\`)`,
    ...abilityCells(
      one,
      keys.find(({ id }) => id === one.id),
    ),
  ]);
  const candlesOnly = EXCHANGES.filter((id) => venues.every((one) => one.id !== id)).map(exchangeName);
  return [
    "# Exchanges",
    "",
    "What can be traded where. This page is written by `npm run docs:exchanges` from `lib/integrations/ccxt/trade/venues/`, which the product reads",
    "itself (`/docs/exchanges` shows the same rows); only what a test has shown against the exchange's protocol is offered. Swaps are perpetuals settled",
    `in USDT, in one-way mode. Candles come from ${candlesOnly.join(" and ")} too; orders there are not offered, since no test has shown them yet.`,
    "",
    ...table(ABILITY_HEADS, rows),
    "",
    "- Every order carries our own id, is sent once, and is never repeated by ccxt. Only answers on each exchange's list of codes count as a refusal;",
    "  a break, a time-out, a 5xx, an unknown code or an answer that cannot be read leave the order unknown until it was asked about.",
    "- All accounts of a process share one budget an exchange and address: closing orders go before protective, these before opening ones, these",
    "  before questions. A 429 or 418 stops all of them for as long as the exchange says.",
    "- Ten errors within a minute hold an account's entries and questions back, ten in a row those of the whole exchange; exits are always tried.",
    "- `EXCHANGE_URL_<ID>` points any of them at another server that speaks its protocol, the exchange's host kept as first path segment.",
    "- MEXC's swaps are left out: its orders come back without our id, and its triggers take none. Bitget is traded as a classic account; one that was",
    "  upgraded to a unified account is refused in words.",
    "",
  ].join("\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}
