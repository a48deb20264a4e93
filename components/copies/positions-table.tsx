"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { usePositionEvents } from "@/components/live/use-positions";
import { ModeBadge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Price, Qty, QuoteAmount } from "@/components/ui/figures";
import type { FormAction } from "@/components/ui/form-state";
import { commonQuote, formatSymbol } from "@/components/ui/format";
import { Table, Td, Th } from "@/components/ui/table";
import type { PositionView } from "@/lib/features/copies/position";
import { type MarketSteps, stepsAt } from "@/lib/kernel/market-steps";
import { ClosePosition } from "./close-position.tsx";
import { enteredBy } from "./entered-by.ts";

export interface PositionsProps {
  readonly positions: readonly PositionView[];
  /** Of their markets; a position that opens while the page is shown may be of another one. */
  readonly steps: MarketSteps;
  readonly close: FormAction;
}

/** Open positions, live: a table, on a phone a card each. Opens, exits and moved stops come by the socket, marks with each price. */
export function OpenPositions({ positions: given, steps, close }: PositionsProps) {
  const [known, setKnown] = useState({ given, rows: given });
  if (known.given !== given) setKnown({ given, rows: given });
  const router = useRouter();
  const change = (work: (rows: readonly PositionView[]) => readonly PositionView[]): void =>
    setKnown((before) => ({ ...before, rows: work(before.rows) }));
  usePositionEvents({
    onPosition: (changed) =>
      change((rows) => {
        const others = rows.filter((row) => row.id !== changed.id);
        if (changed.state === "CLOSED") return others;
        return rows.some((row) => row.id === changed.id)
          ? rows.map((row) => (row.id === changed.id ? changed : row))
          : [changed, ...rows];
      }),
    onPnl: (update) =>
      change((rows) =>
        rows.map((row) => {
          const mark = update.positions.find((position) => position.id === row.id);
          return mark === undefined ? row : { ...row, ...mark };
        }),
      ),
    onRejoined: () => router.refresh(),
  });

  if (known.rows.length === 0)
    return (
      <EmptyState title="No open position" action={<ButtonLink href="/strategies">Browse strategies</ButtonLink>}>
        A position opens when a strategy that you follow on paper or live publishes a signal.
      </EmptyState>
    );
  const quote = commonQuote(known.rows.map(({ symbol }) => symbol));
  return (
    <>
      <ul className="divide-y divide-line sm:hidden">
        {known.rows.map((row) => (
          <li key={row.id} className="py-3">
            <div className="flex items-baseline justify-between gap-3">
              <Name row={row} />
              <Pnl row={row} />
            </div>
            <p className="mt-1 text-dense text-ink-2">
              <Figure of={row} name="qty" steps={steps} /> at <Figure of={row} name="entryPrice" steps={steps} />, now{" "}
              <Figure of={row} name="markPrice" steps={steps} />
              {row.stopLoss !== null && (
                <>
                  , stop <Figure of={row} name="stopLoss" steps={steps} />
                </>
              )}
            </p>
            <div className="mt-2">
              <ClosePosition position={row} action={close} inRow />
            </div>
          </li>
        ))}
      </ul>
      <div className="max-sm:hidden">
        <Table
          label="Open positions"
          minWidth={640}
          head={
            <>
              <Th>Position</Th>
              <Th num>Quantity</Th>
              <Th num>Entry</Th>
              <Th num>Price</Th>
              <Th num>Stop</Th>
              <Th num>P&amp;L{quote === null ? "" : `, ${quote}`}</Th>
              <Th hidden>Actions</Th>
            </>
          }
        >
          {known.rows.map((row) => (
            <tr key={row.id} data-position={row.id}>
              <Td>
                <Name row={row} />
              </Td>
              <Td num>
                <Figure of={row} name="qty" steps={steps} />
              </Td>
              <Td num>
                <Figure of={row} name="entryPrice" steps={steps} />
              </Td>
              <Td num>
                <Figure of={row} name="markPrice" steps={steps} />
              </Td>
              <Td num>{row.stopLoss === null ? "—" : <Figure of={row} name="stopLoss" steps={steps} />}</Td>
              <Td num>
                <Pnl row={row} bare={quote !== null} />
              </Td>
              <Td num>
                <ClosePosition position={row} action={close} inRow />
              </Td>
            </tr>
          ))}
        </Table>
      </div>
    </>
  );
}

/** A figure of a position by the steps of its market. */
function Figure({
  of,
  name,
  steps,
}: {
  readonly of: PositionView;
  readonly name: "qty" | "entryPrice" | "markPrice" | "stopLoss";
  readonly steps: MarketSteps;
}) {
  const { tick, lot } = stepsAt(steps, of);
  return name === "qty" ? (
    <Qty value={of.qty} lot={lot} />
  ) : (
    <Price value={of[name]} tick={tick} average={name === "entryPrice"} />
  );
}

function Name({ row }: { readonly row: PositionView }) {
  return (
    <div className="min-w-0">
      <Link href={`/positions/${row.id}`} className="hover:underline">
        <b className="font-semibold">{row.side === "LONG" ? "Long" : "Short"}</b> {formatSymbol(row.symbol)}
      </Link>
      <span className="mt-0.5 flex flex-wrap items-center gap-x-1.5 text-caption text-ink-3">
        <ModeBadge mode={row.mode} /> {enteredBy(row)}
      </span>
    </div>
  );
}

/** Realised and open together, after the fees paid so far. The exact figure is in the title. */
function Pnl({ row, bare = false }: { readonly row: PositionView; readonly bare?: boolean }) {
  return row.pnl === null ? (
    <span className="text-ink-3" title="No price yet">
      —
    </span>
  ) : (
    <QuoteAmount value={row.pnl} symbol={row.symbol} bare={bare} delta />
  );
}
