import type { Metadata } from "next";
import { PageHead, Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import { EXCHANGES, exchangeName } from "@/lib/kernel/exchange-name";
import { ABILITY_HEADS, abilityCells } from "@/lib/ports/abilities-rows";
import { getCtx } from "@/lib/runtime/ctx";

export const metadata: Metadata = {
  title: "Exchanges",
  description: "What can be traded at which exchange, and how keys are taken.",
};

/** The table that the product itself reads before it sends an order. */
export default function ExchangesPage() {
  const { tradeVenues, exchangeAccounts } = getCtx();
  const candlesOnly = EXCHANGES.filter((id) => tradeVenues.abilities.every((one) => one.id !== id)).map(exchangeName);
  return (
    <>
      <PageHead
        title="Exchanges"
        lead="What can be traded where. Only what a test has shown against the exchange's own protocol is offered."
      />
      <Panel label="Exchanges" flush>
        <Table
          label="What each exchange can do"
          minWidth={880}
          head={ABILITY_HEADS.map((head) => (
            <Th key={head} className="whitespace-normal!">
              {head}
            </Th>
          ))}
        >
          {tradeVenues.abilities.map((one) => (
            <tr key={one.id}>
              <Td>{one.name}</Td>
              {abilityCells(
                one,
                exchangeAccounts.offered.find(({ id }) => id === one.id),
              ).map((cell, at) => (
                <Td key={ABILITY_HEADS[at + 1]}>{cell}</Td>
              ))}
            </tr>
          ))}
        </Table>
      </Panel>
      <p className="mt-5 text-ink-2">
        Swaps are perpetuals settled in USDT, in one-way mode. Where a stop cannot rest at the exchange, our worker
        holds it and leaves at the market when the price passes it.
        {candlesOnly.length > 0 &&
          ` Orders at ${candlesOnly.join(" and ")} are not offered yet: from there come candles alone.`}
      </p>
    </>
  );
}
