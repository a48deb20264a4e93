import Link from "next/link";
import { StatusBadge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { Price, Qty, QuoteAmount } from "@/components/ui/figures";
import { formatSymbol } from "@/components/ui/format";
import { KeyValues, Panel } from "@/components/ui/panel";
import { When } from "@/components/ui/when";
import type { CopyView } from "@/lib/features/copies/copy-queries";

const STATES = {
  NONE: "Not copied",
  SKIPPED: "Not copied",
  WAITING: "Waiting for the entry",
  OPEN: "Copied, open",
  CLOSED: "Copied, closed",
} as const;

/** What my copy of one signal did, event by event, and why not where it did not. */
export function CopyPanel({ copy, tick }: { readonly copy: CopyView; readonly tick: string | undefined }) {
  const { position } = copy;
  const ended = copy.state === "CLOSED" && position === null;
  return (
    <Panel
      title="Your copy"
      aside={
        <StatusBadge
          status={copy.state === "NONE" ? "SKIPPED" : copy.state}
          label={ended ? "Never entered" : STATES[copy.state]}
        />
      }
    >
      {copy.reason !== null && <p className="mb-3">{copy.reason}</p>}
      {position !== null && (
        <KeyValues
          rows={[
            [
              "Position",
              <Link key="p" href={`/positions/${position.id}`} className="underline">
                {position.side === "LONG" ? "Long" : "Short"} {formatSymbol(position.symbol)}
              </Link>,
            ],
            [
              "Held of entered",
              <span key="q" className="num">
                <Qty value={position.qty} /> of <Qty value={position.entryQty} />
              </span>,
            ],
            ["Entry", <Price key="e" value={position.entryPrice} tick={tick} average />],
            [
              "Realised, after fees",
              <QuoteAmount key="r" value={position.realisedPnl} symbol={position.symbol} delta />,
            ],
            ...(position.state === "OPEN" && position.unrealisedPnl !== null
              ? [
                  [
                    "Open",
                    <QuoteAmount key="u" value={position.unrealisedPnl} symbol={position.symbol} delta />,
                  ] as const,
                ]
              : []),
          ]}
        />
      )}
      {copy.steps.length > 0 && (
        <ol className="mt-4 space-y-2 border-t border-line pt-3">
          {copy.steps.map((step) => (
            <li key={step.seq} className="flex items-baseline justify-between gap-3">
              <span>{step.text}</span>
              <When at={step.at} className="shrink-0 text-caption text-ink-3" />
            </li>
          ))}
        </ol>
      )}
      {copy.followId !== null && (
        <div className="mt-4">
          <ButtonLink href={`/follows/${copy.followId}`} size="sm">
            Follow settings
          </ButtonLink>
        </div>
      )}
    </Panel>
  );
}
