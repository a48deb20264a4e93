import Link from "next/link";
import type { ReactNode } from "react";
import { Badge, StatusBadge } from "@/components/ui/badge";
import { Percent } from "@/components/ui/figures";
import { formatPrice, formatSymbol } from "@/components/ui/format";
import { When } from "@/components/ui/when";
import type { SignalView } from "@/lib/features/signals/view";
import { exchangeName } from "@/lib/kernel/exchange-name";
import { SIDE_WORDS } from "./words.ts";

/** What lists show of a signal. */
export type SignalItem = Pick<
  SignalView,
  | "id"
  | "strategyId"
  | "state"
  | "symbol"
  | "exchange"
  | "side"
  | "entry"
  | "entryPrice"
  | "stopLoss"
  | "targets"
  | "targetsHit"
  | "receivedAt"
  | "closedAt"
  | "closeCause"
  | "resultPct"
  | "note"
  | "lastSeq"
>;

/** The entry in words: what it was, or what it waits for. */
export function entryWords({ entry, entryPrice }: Pick<SignalItem, "entry" | "entryPrice">): string {
  if (entryPrice !== null) return formatPrice(entryPrice);
  if (entry.type === "limit")
    return entry.low === entry.high
      ? formatPrice(entry.low)
      : `${formatPrice(entry.low)} to ${formatPrice(entry.high)}`;
  return entry.type === "trigger" ? `at ${formatPrice(entry.price)}` : "at market";
}

/** One signal of a feed: side and pair, where it stands, its levels. The dot marks what this reader has not seen. */
export function SignalRow({
  signal,
  strategyName,
  unread,
  children,
}: {
  readonly signal: SignalItem;
  readonly strategyName: string;
  readonly unread: boolean;
  /** Below the figures: what its provider can do. */
  readonly children?: ReactNode;
}) {
  const next = signal.targets[signal.targetsHit];
  return (
    <article className="border-line border-b py-4 first:pt-0 last:border-b-0" data-signal={signal.id}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {unread && (
          <span className="inline-block size-2 rounded-full border border-flash-rim bg-flash" title="New">
            <span className="sr-only">New</span>
          </span>
        )}
        <h3 className="font-semibold">
          <Link className="link" href={`/signals/${signal.id}`} prefetch={false}>
            {SIDE_WORDS[signal.side]} {formatSymbol(signal.symbol)}
          </Link>
        </h3>
        <StatusBadge status={signal.state} />
        {signal.targetsHit > 0 && signal.state === "OPEN" && (
          <Badge tone="line">
            {signal.targetsHit} of {signal.targets.length} targets hit
          </Badge>
        )}
        <span className="ml-auto text-caption text-ink-3">
          <When at={signal.receivedAt} />
        </span>
      </div>
      <p className="mt-1 text-caption text-ink-2">
        {strategyName} · {exchangeName(signal.exchange)}
      </p>
      <dl className="mt-2 flex flex-wrap gap-x-6 gap-y-1 text-dense tabular-nums">
        <Level name="Entry" value={entryWords(signal)} />
        <Level name="Stop" value={formatPrice(signal.stopLoss)} />
        {next !== undefined && signal.closedAt === null && (
          <Level name={`Target ${signal.targetsHit + 1}`} value={formatPrice(next.price)} />
        )}
        {signal.state === "CLOSED" && (
          <div className="flex gap-2">
            <dt className="text-ink-3">Result</dt>
            <dd>
              <Percent
                value={signal.resultPct}
                delta
                digits={2}
                reason="Nobody could have entered within the slippage cap"
              />
            </dd>
          </div>
        )}
      </dl>
      {signal.note !== "" && <p className="mt-2 line-clamp-2 max-w-[68ch] text-ink-2">{signal.note}</p>}
      {children}
    </article>
  );
}

function Level({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="flex gap-2">
      <dt className="text-ink-3">{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
