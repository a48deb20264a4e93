import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { EquityChart } from "@/components/charts/equity-chart";
import { priceWords } from "@/components/marketplace/strategy-card";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { EvidenceLine } from "@/components/ui/evidence";
import { Percent, Undefined } from "@/components/ui/figures";
import { formatDate, formatNumber } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { PageHead, Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import { type StrategyCard, strategiesByIds } from "@/lib/features/marketplace/browse-queries";
import { correlation, samePeriod } from "@/lib/features/marketplace/compare";
import type { RecordFigures } from "@/lib/features/marketplace/record";
import { looksLikeId } from "@/lib/kernel/ids";
import { getCtx } from "@/lib/runtime/ctx";

export const metadata: Metadata = { title: "Compare strategies" };

const MOST = 4;

export default async function ComparePage({ searchParams }: { searchParams: Promise<{ ids?: string | string[] }> }) {
  const ctx = getCtx();
  const { ids } = await searchParams;
  const wanted = [ids ?? []]
    .flat()
    .flatMap((one) => one.split(","))
    .filter(looksLikeId);
  const now = ctx.clock.now();
  const cards = await strategiesByIds(ctx.db, [...new Set(wanted)].slice(0, MOST), now);
  const crumbs = [{ href: "/strategies", label: "Strategies" }];
  if (cards.length < 2) {
    return (
      <div className="wrap pt-7">
        <PageHead crumbs={crumbs} title="Compare strategies" />
        <div className="panel">
          <EmptyState
            title="Pick two to four strategies"
            action={
              <ButtonLink href="/strategies" variant="primary">
                Browse strategies
              </ButtonLink>
            }
          >
            Tick Compare on their cards; they are then shown over the time in which all of them ran.
          </EmptyState>
        </div>
      </div>
    );
  }
  const same = samePeriod(
    cards.map((card) => ({
      points: card.record,
      from: card.from === null ? (card.record[0]?.[0] ?? now) : Date.parse(card.from),
      until: card.archivedAt === null ? now : Date.parse(card.archivedAt),
    })),
  );
  return (
    <div className="wrap pt-7">
      <PageHead
        crumbs={crumbs}
        title="Compare strategies"
        lead={
          same === null
            ? undefined
            : `All figures cover ${formatDate(same.from)} to ${formatDate(same.to)} (UTC days), the time in which all of them ran.`
        }
      />
      {same === null ? (
        <Notice tone="warn" title="There is no time in which all of these ran.">
          Figures of different periods are not set side by side. Take one off, or wait until the youngest has closed a
          trade.
        </Notice>
      ) : (
        <div className="stack">
          <Panel
            title="Equity on one time axis"
            sub={
              <span className="text-caption text-ink-3">
                Live provider, started again at 0 % where the youngest begins
              </span>
            }
          >
            <EquityChart
              title="Lines differ by dash and shade in the order of the table below"
              unit="%"
              series={cards.map((card, at) => ({
                id: card.id,
                name: card.name,
                evidence: "LIVE_PROVIDER" as const,
                points: [
                  { time: same.from, value: 0 },
                  ...(same.points[at] ?? []).map(([time, factor]) => ({ time, value: (factor - 1) * 100 })),
                ],
              }))}
            />
          </Panel>
          <Panel title="Figures side by side" flush>
            <FigureTable cards={cards} figures={same.figures} from={same.from} to={same.to} />
          </Panel>
          <Panel
            title="Do they move together?"
            sub={
              <span className="text-caption text-ink-3">
                Correlation of monthly returns: 1 together, 0 unrelated, −1 against each other
              </span>
            }
            flush
          >
            <CorrelationTable cards={cards} figures={same.figures} />
          </Panel>
        </div>
      )}
    </div>
  );
}

const ROWS: readonly (readonly [string, (figures: RecordFigures) => ReactNode])[] = [
  ["Worst drawdown, %", (f) => <Percent value={f.maxDrawdownPct} unit={false} />],
  ["Longest drawdown, days", (f) => formatNumber(f.longestDrawdownDays)],
  ["Worst month, %", (f) => <Percent value={f.worstMonthPct} unit={false} sign />],
  ["Losses in a row", (f) => f.lossesInRow],
  ["Return, %", (f) => <Percent value={f.returnPct} unit={false} delta />],
  [
    "Profit factor",
    (f) => (f.profitFactor === null ? <Undefined reason="No trade was lost" /> : formatNumber(f.profitFactor, 2)),
  ],
  ["Won, %", (f) => <Percent value={f.winRatePct} unit={false} />],
];

function FigureTable({
  cards,
  figures,
  from,
  to,
}: {
  cards: readonly StrategyCard[];
  figures: readonly RecordFigures[];
  from: number;
  to: number;
}) {
  return (
    <Table
      label="Figures side by side"
      minWidth={220 + cards.length * 170}
      className="evt"
      head={
        <>
          <Th hidden>Figure</Th>
          {cards.map((card, at) => (
            <Th key={card.id} num>
              <Link className="link mb-1 block text-ink" href={`/strategies/${card.slug}`}>
                {card.name}
              </Link>
              <EvidenceLine evidence="LIVE_PROVIDER" from={from} to={to} count={figures[at]?.tradeCount ?? 0} />
            </Th>
          ))}
        </>
      }
    >
      {ROWS.map(([label, cell]) => (
        <tr key={label}>
          <th scope="row">{label}</th>
          {cards.map((card, at) => {
            const own = figures[at];
            return (
              <Td key={card.id} num>
                {own === undefined ? "—" : cell(own)}
              </Td>
            );
          })}
        </tr>
      ))}
      <tr>
        <th scope="row">Price a month</th>
        {cards.map((card) => (
          <Td key={card.id} num>
            {priceWords(card.price)}
          </Td>
        ))}
      </tr>
    </Table>
  );
}

function CorrelationTable({ cards, figures }: { cards: readonly StrategyCard[]; figures: readonly RecordFigures[] }) {
  return (
    <Table
      label="Correlation of monthly returns"
      minWidth={160 + cards.length * 130}
      head={
        <>
          <Th hidden>Strategy</Th>
          {cards.map((card) => (
            <Th key={card.id} num>
              {card.name}
            </Th>
          ))}
        </>
      }
    >
      {cards.map((row, at) => (
        <tr key={row.id}>
          <th scope="row">{row.name}</th>
          {cards.map((column, other) => {
            const value = at === other ? 1 : correlation(figures[at]?.months ?? [], figures[other]?.months ?? []);
            return (
              <Td key={column.id} num>
                {value === null ? <Undefined reason="Under three months together" /> : formatNumber(value, 2)}
              </Td>
            );
          })}
        </tr>
      ))}
    </Table>
  );
}
