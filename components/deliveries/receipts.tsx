import { cx } from "@/components/ui/cx";
import type { ReceiptView } from "@/lib/features/deliveries/queries";
import { CHANNEL_WORDS } from "@/lib/kernel/channel-kind";

/** What became of one message, a channel each: "Telegram 12:01:03 sent". Times are on the reader's own clock. */
export function Receipts({
  receipts,
  timeZone,
}: {
  readonly receipts: readonly ReceiptView[];
  readonly timeZone: string;
}) {
  if (receipts.length === 0) return null;
  return (
    <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-caption text-ink-3" aria-label="Where it was sent">
      {receipts.map((receipt) => (
        <li
          key={receipt.id}
          className={cx("tabular-nums", (receipt.state === "FAILED" || receipt.state === "DEAD") && "text-live-ink")}
        >
          {words(receipt, timeZone)}
        </li>
      ))}
    </ul>
  );
}

function words({ kind, state, reason, sentAt, dueAt }: ReceiptView, timeZone: string): string {
  const channel = CHANNEL_WORDS[kind];
  const why = reason === null ? "" : `: ${reason}`;
  switch (state) {
    case "SENT":
      return `${channel} ${clock(sentAt ?? dueAt, timeZone)} sent`;
    case "QUEUED":
      return `${channel} waiting until ${clock(dueAt, timeZone)}${why}`;
    case "FAILED":
      return `${channel} refused${why}`;
    case "DEAD":
      return `${channel} given up${why}`;
    case "SKIPPED":
      return `${channel} not sent${why}`;
  }
}

function clock(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "medium" }).format(at);
}
