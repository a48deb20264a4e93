import Link from "next/link";
import { EvidenceBadge } from "@/components/ui/evidence";
import { Percent } from "@/components/ui/figures";
import { formatDate, plural } from "@/components/ui/format";
import { Table, Td, Th } from "@/components/ui/table";
import type { StrategyCard } from "@/lib/features/marketplace/browse-queries";
import { priceWords } from "./strategy-card.tsx";

/** The same strategies as rows; class, period and count stay beside their figures. */
export function StrategyTable({
  cards,
  compare,
}: {
  readonly cards: readonly StrategyCard[];
  readonly compare?: boolean;
}) {
  return (
    <div className="panel panel-flush">
      <Table
        label="Strategies"
        minWidth={860}
        head={
          <>
            {compare === true && <Th hidden>Compare</Th>}
            <Th>Strategy</Th>
            <Th>Evidence</Th>
            <Th num>Drawdown, %</Th>
            <Th num>Worst month, %</Th>
            <Th num>Return, %</Th>
            <Th num>Trades</Th>
            <Th num>Followers</Th>
            <Th num>A month</Th>
          </>
        }
      >
        {cards.map((card) => (
          <tr key={card.id}>
            {compare === true && (
              <Td>
                <input
                  type="checkbox"
                  className="chk-box mt-0! block"
                  name="ids"
                  value={card.id}
                  form="compare"
                  aria-label={`Compare ${card.name}`}
                />
              </Td>
            )}
            <th scope="row">
              <Link className="link" href={`/strategies/${card.slug}`} prefetch={false}>
                {card.name}
              </Link>
              <span className="block text-caption font-normal text-ink-3">{card.provider.name}</span>
            </th>
            <Td className="whitespace-nowrap">
              <EvidenceBadge evidence="LIVE_PROVIDER" />
              <span className="block text-caption text-ink-3" title="Days in UTC">
                {card.from === null || card.to === null
                  ? "no period yet"
                  : `${formatDate(card.from)} – ${formatDate(card.to)}`}
              </span>
            </Td>
            <Td num>
              <Percent value={card.figures.maxDrawdownPct} unit={false} reason="No trade has closed yet" />
            </Td>
            <Td num>
              <Percent value={card.figures.worstMonthPct} sign unit={false} reason="No trade has closed yet" />
            </Td>
            <Td num>
              <Percent value={card.figures.returnPct} unit={false} delta reason="No trade has closed yet" />
            </Td>
            <Td num title={card.warnings.join("; ")}>
              {card.figures.tradeCount}
              {card.warnings.length > 0 && <span className="sr-only"> ({card.warnings.join("; ")})</span>}
            </Td>
            <Td num aria-label={plural(card.followerCount, "follower")}>
              {card.followerCount}
            </Td>
            <Td num>{priceWords(card.price)}</Td>
          </tr>
        ))}
      </Table>
    </div>
  );
}
