import Link from "next/link";
import { StatusBadge } from "@/components/ui/badge";
import { Percent, Price } from "@/components/ui/figures";
import { formatSymbol } from "@/components/ui/format";
import { Table, Td, Th } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import type { SignalRow } from "@/lib/features/marketplace/signal-rows";

const CAUSES: Readonly<Record<string, string>> = {
  stop: "Stop",
  target: "Target",
  provider: "Closed by provider",
  expiry: "Expired",
  cancel: "Cancelled",
};

const SIDES = { LONG: "Long", SHORT: "Short" } as const;

/** Signals of one strategy as rows; a link where the reader may open it. */
export function SignalTable({ rows }: { readonly rows: readonly SignalRow[] }) {
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
          <Td num>{row.entryPrice === null ? "—" : <Price value={row.entryPrice} />}</Td>
          <Td num>
            <Price value={row.stopLoss} />
          </Td>
          <Td num>{row.targets}</Td>
          <Td>
            <StatusBadge status={row.state} />
          </Td>
          <Td num>
            <Percent value={row.resultPct} delta unit={false} digits={2} reason="Not closed yet" />
          </Td>
        </tr>
      ))}
    </Table>
  );
}

/** Closed trades with how they ended. */
export function TradeTable({ rows }: { readonly rows: readonly SignalRow[] }) {
  return (
    <Table
      label="Closed trades"
      minWidth={640}
      head={
        <>
          <Th>Trade</Th>
          <Th>Closed</Th>
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
          <Td num>{row.entryPrice === null ? "—" : <Price value={row.entryPrice} />}</Td>
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
