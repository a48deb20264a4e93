import Link from "next/link";
import { StatusBadge } from "@/components/ui/badge";
import { Percent, Price } from "@/components/ui/figures";
import { formatSymbol } from "@/components/ui/format";
import { ZoneName } from "@/components/ui/reader-zone";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import type { SignalRow } from "@/lib/features/marketplace/signal-rows";
import { type MarketSteps, stepsAt } from "@/lib/kernel/market-steps";

const CAUSES: Readonly<Record<string, string>> = {
  stop: "Stop",
  target: "Target",
  provider: "Closed by provider",
  expiry: "Expired",
  cancel: "Cancelled",
};

/** Why a signal has no result. One that closed without had a market further from its reference than its slippage allows. */
const NO_RESULT: Readonly<Record<SignalRow["state"], string>> = {
  PENDING: "Not entered yet",
  OPEN: "Not closed yet",
  CLOSED: "Nobody could enter within its slippage",
  CANCELLED: "Never entered",
  EXPIRED: "Never entered",
};

const SIDES = { LONG: "Long", SHORT: "Short" } as const;

interface Rows {
  readonly rows: readonly SignalRow[];
  readonly steps: MarketSteps;
}

/** Signals of one strategy as rows; a link where the reader may open it. */
export function SignalTable({ rows, steps }: Rows) {
  return (
    <Table
      label="Signals"
      minWidth={720}
      head={
        <>
          <Th>Signal</Th>
          <Th>Published</Th>
          <Th num>Entry</Th>
          <Th num>Stop</Th>
          <Th num>Targets</Th>
          <Th>State</Th>
          <Th num>Result, %</Th>
        </>
      }
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <th scope="row" className="whitespace-nowrap">
            {row.readable ? (
              <Link className="link" href={`/signals/${row.id}`} prefetch={false}>
                <SideAndSymbol row={row} />
              </Link>
            ) : (
              <SideAndSymbol row={row} />
            )}
          </th>
          <Td className="whitespace-nowrap tabular-nums">
            <When at={row.receivedAt} />
          </Td>
          <Td num>
            {row.entryPrice === null ? "—" : <Price value={row.entryPrice} tick={stepsAt(steps, row).tick} />}
          </Td>
          <Td num>
            <Price value={row.stopLoss} tick={stepsAt(steps, row).tick} />
          </Td>
          <Td num>{row.targets}</Td>
          <Td>
            <StatusBadge status={row.state} />
          </Td>
          <Td num>
            <Percent value={row.resultPct} delta unit={false} digits={2} reason={NO_RESULT[row.state]} />
          </Td>
        </tr>
      ))}
    </Table>
  );
}

/** Closed trades with how they ended. */
export function TradeTable({ rows, steps }: Rows) {
  return (
    <Table
      label="Closed trades"
      minWidth={640}
      head={
        <>
          <Th>Trade</Th>
          <Th>
            Closed (<ZoneName />)
          </Th>
          <Th num>Entry</Th>
          <Th>Ended by</Th>
          <Th num>Result, %</Th>
        </>
      }
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <th scope="row" className="whitespace-nowrap">
            <SideAndSymbol row={row} />
          </th>
          <Td className="whitespace-nowrap tabular-nums">
            {row.closedAt !== null && <When at={row.closedAt} as="datetime" />}
          </Td>
          <Td num>
            {row.entryPrice === null ? "—" : <Price value={row.entryPrice} tick={stepsAt(steps, row).tick} />}
          </Td>
          <Td>{CAUSES[row.closeCause ?? ""] ?? "—"}</Td>
          <Td num>
            <Percent value={row.resultPct} delta unit={false} digits={2} />
          </Td>
        </tr>
      ))}
    </Table>
  );
}

function SideAndSymbol({ row }: { readonly row: SignalRow }) {
  return (
    <>
      <b>{SIDES[row.side]}</b> {formatSymbol(row.symbol)}
    </>
  );
}
