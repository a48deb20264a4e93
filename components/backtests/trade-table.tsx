import Link from "next/link";
import { Delta } from "@/components/ui/figures";
import { formatAmount, formatDateTime, formatNumber, formatPercent, formatPrice } from "@/components/ui/format";
import { Pagination } from "@/components/ui/pagination";
import { Table, Td, Th } from "@/components/ui/table";
import type { TradeView } from "@/lib/features/backtests/view";

export const TRADES_A_PAGE = 50;

const EXIT_WORDS: Readonly<Record<TradeView["exitReason"], string>> = {
  signal: "Signal",
  stop: "Stop",
  target: "Target",
  trailing: "Trailing stop",
  breakEven: "Stop at entry",
  liquidation: "Liquidation",
  end: "End of data",
};

/** One page of a run's trades. Each row is an address of its own, which marks it on the chart. */
export function TradeTable({
  trades,
  chosen,
  page,
  unit,
}: {
  readonly trades: readonly TradeView[];
  /** Number of the trade that is marked, from 1. */
  readonly chosen: number | null;
  /** From 1. */
  readonly page: number;
  readonly unit: string;
}) {
  const first = (page - 1) * TRADES_A_PAGE;
  const pages = Math.max(1, Math.ceil(trades.length / TRADES_A_PAGE));
  return (
    <>
      <Table
        label="Trades"
        minWidth={860}
        head={
          <>
            <Th num>No.</Th>
            <Th>Entered, UTC</Th>
            <Th>Left, UTC</Th>
            <Th>Side</Th>
            <Th num>Quantity</Th>
            <Th num>Entry</Th>
            <Th num>Exit</Th>
            <Th>Reason</Th>
            <Th num>Result, %</Th>
            <Th num>P&L, {unit}</Th>
          </>
        }
      >
        {trades.slice(first, first + TRADES_A_PAGE).map((trade, at) => {
          const number = first + at + 1;
          const pnl = formatAmount(String(trade.pnl), { sign: true });
          return (
            <tr key={number} id={`trade-${number}`} {...(number === chosen ? { "aria-current": "true" as const } : {})}>
              <Td num>
                <Link
                  href={`?trade=${number}#equity`}
                  className="hover:underline"
                  aria-label={`Mark trade ${number} on the chart`}
                >
                  {number}
                </Link>
              </Td>
              <Td className="whitespace-nowrap tabular-nums">{formatDateTime(trade.entryTime).slice(0, 16)}</Td>
              <Td className="whitespace-nowrap tabular-nums">{formatDateTime(trade.exitTime).slice(0, 16)}</Td>
              <Td>{trade.side === "LONG" ? "Long" : "Short"}</Td>
              <Td num>{plainNumber(trade.qty)}</Td>
              <Td num>{plainPrice(trade.entryPrice)}</Td>
              <Td num>{plainPrice(trade.exitPrice)}</Td>
              <Td>{EXIT_WORDS[trade.exitReason]}</Td>
              <Td num>
                {formatPercent((trade.pnl / (trade.entryPrice * trade.qty)) * 100, {
                  sign: true,
                  unit: false,
                  digits: 2,
                })}
              </Td>
              <Td num>
                <Delta sign={pnl.startsWith("+") ? 1 : pnl.startsWith("−") ? -1 : 0}>{pnl}</Delta>
              </Td>
            </tr>
          );
        })}
      </Table>
      <Pagination
        label="Pages of trades"
        previous={page > 1 ? `?trades=${page - 1}#trades` : null}
        next={page < pages ? `?trades=${page + 1}#trades` : null}
        status={`Page ${formatNumber(page)} of ${formatNumber(pages)}`}
      />
    </>
  );
}

/** To eight significant digits: floats of the engine carry noise behind them. */
function plainPrice(price: number): string {
  return formatPrice(plain(price));
}

function plainNumber(value: number): string {
  return plain(value);
}

function plain(value: number): string {
  return new Intl.NumberFormat("en", { maximumSignificantDigits: 8, useGrouping: false }).format(value);
}
