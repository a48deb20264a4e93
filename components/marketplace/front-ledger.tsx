import { ShieldCheck } from "lucide-react";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Beam } from "@/components/ui/beam";
import { EmptyState } from "@/components/ui/empty-state";
import { formatSymbol, plural } from "@/components/ui/format";
import { When } from "@/components/ui/when";
import type { FrontLedger as Ledger, LedgerLine } from "@/lib/features/marketplace/front-ledger";

const CAUSES: Readonly<Record<string, string>> = {
  stop: "at its stop",
  target: "at a target",
  provider: "by its provider",
  expiry: "at its expiry",
};

/** What an event did, in a line. Prices stay in the chain itself. */
function words(line: LedgerLine): string {
  const what = `${line.side === "LONG" ? "long" : "short"} ${formatSymbol(line.symbol)}`;
  const cause = CAUSES[line.cause ?? ""] ?? "";
  switch (line.type) {
    case "OPEN":
      return `Published: ${what}`;
    case "ENTER":
      return `Entered ${what}`;
    case "ADD":
      return `Added to ${what}`;
    case "AMEND":
      return line.cause === "breakEven" ? `Stop of ${what} moved to entry` : `Stop or targets of ${what} changed`;
    case "REDUCE":
      return `Part of ${what} closed ${cause}`.trim();
    case "CLOSE":
      return `${what} closed ${cause}`.trim().replace(/^./, (first) => first.toUpperCase());
    case "CANCEL":
      return `Cancelled before entry: ${what}`;
    case "EXPIRE":
      return `Expired before entry: ${what}`;
  }
}

/** A real chain, as guests may read it. */
export function FrontLedger({ ledger }: { readonly ledger: Ledger | null }) {
  if (ledger === null) {
    return (
      <div className="panel p-0!">
        <EmptyState title="The ledger begins with the first signal" level={2}>
          Each event is sealed into a chain when it is sent. Guests read it here 24 hours later.
        </EmptyState>
      </div>
    );
  }
  return (
    <section className="panel overflow-hidden p-0!" aria-label={`Ledger of ${ledger.strategy.name}`}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-line px-5 py-3.5 text-dense font-semibold">
        <Link href={`/strategies/${ledger.strategy.slug}?tab=ledger`} prefetch={false} className="hover:underline">
          Ledger of {ledger.strategy.name}
        </Link>
        <Badge tone="ok" icon={<ShieldCheck className="ic" aria-hidden="true" />} className="ml-auto">
          {plural(ledger.length, "event")} sealed
        </Badge>
      </div>
      <div className="p-5">
        <Beam
          items={ledger.lines.map((line, at) => ({
            id: String(line.seq),
            state: at === 0 ? "now" : "done",
            title: (
              <>
                <span className="mr-3 font-mono font-normal text-ink-3">{line.seq}</span>
                {line.type}
              </>
            ),
            at: <When at={line.receivedAt} as="exact" utc />,
            children: (
              <>
                <p>{words(line)}</p>
                <p className="hash">{line.hash.slice(0, 24)}…</p>
              </>
            ),
          }))}
        />
      </div>
      <p className="bg-surface-2 px-5 py-3 text-caption leading-[18px] text-ink-2">
        Each line seals the one before it. Your browser can check the whole chain; guests see it 24 hours late.
      </p>
    </section>
  );
}
