import Link from "next/link";
import { formatSymbol } from "@/components/ui/format";
import { When } from "@/components/ui/when";
import type { CopyLine } from "@/lib/features/copies/copy-queries";

/** The latest signals that reached the reader's copies, each with what his copy did. */
export function LatestCopies({ lines }: { readonly lines: readonly CopyLine[] }) {
  return (
    <ul className="divide-y divide-line">
      {lines.map((line) => (
        <li key={line.signalId} className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 py-3">
          <div className="min-w-0">
            <Link href={`/signals/${line.signalId}`} className="font-semibold hover:underline">
              {line.side === "LONG" ? "Long" : "Short"} {formatSymbol(line.symbol)}
            </Link>{" "}
            <span className="text-ink-3">{line.strategy.name}</span>
            <p className="text-dense text-ink-2">{line.text}</p>
          </div>
          <When at={line.at} className="text-caption text-ink-3" />
        </li>
      ))}
    </ul>
  );
}
