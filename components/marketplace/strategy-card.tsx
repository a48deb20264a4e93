import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Sparkline } from "@/components/charts/sparkline";
import { Badge, StatusBadge } from "@/components/ui/badge";
import { EvidenceLine } from "@/components/ui/evidence";
import { Percent } from "@/components/ui/figures";
import { formatAge, formatEnum, formatMoney, plural } from "@/components/ui/format";
import { Tape } from "@/components/ui/tape";
import type { StrategyCard as Card } from "@/lib/features/marketplace/browse-queries";

/** Price of a month in words; a free one says so. */
export function priceWords(price: { readonly amount: number; readonly currency: string }): string {
  return price.amount === 0 ? "Free" : formatMoney(price);
}

/** One strategy: worst first, class, period and count under its figures. The whole card is one link; the checkbox lies above it. */
export function StrategyCard({
  card,
  compare,
  now,
}: {
  readonly card: Card;
  readonly compare?: boolean;
  readonly now: number;
}) {
  const { figures } = card;
  return (
    <article className="panel scard">
      <div className="flex items-start gap-3">
        <div className="min-w-0 wrap-anywhere">
          <h3 className="text-read leading-[22px] font-semibold tracking-[-0.011em]">
            <Link href={`/strategies/${card.slug}`} prefetch={false}>
              {card.name}
            </Link>
          </h3>
          <p className="text-dense leading-[18px] text-ink-3">
            {[card.provider.name, card.timeframes.join(", "), card.category ?? formatEnum(card.kind)].join(" · ")}
          </p>
        </div>
        <p className="ml-auto text-right font-semibold whitespace-nowrap">
          {priceWords(card.price)}
          {card.price.amount > 0 && <span className="block text-caption font-normal text-ink-3">a month</span>}
        </p>
      </div>
      <div className="mt-4 mb-3">
        <Sparkline values={card.equity} base={1} evidence="LIVE_PROVIDER" />
      </div>
      <dl className="mt-1 mb-3.5 grid grid-cols-3 gap-3">
        <CardFigure label="Worst drawdown">
          <Percent value={figures.maxDrawdownPct} reason="No trade has closed yet" />
        </CardFigure>
        <CardFigure label="Worst month">
          <Percent value={figures.worstMonthPct} sign reason="No trade has closed yet" />
        </CardFigure>
        <CardFigure label="Return">
          <Percent value={figures.returnPct} delta reason="No trade has closed yet" />
        </CardFigure>
      </dl>
      <p className="mb-3">
        <EvidenceLine evidence="LIVE_PROVIDER" from={card.from} to={card.to} count={figures.tradeCount} />
      </p>
      <Tape trades={figures.tradeResults.map((resultPct) => ({ resultPct }))} />
      <div className="mt-2 mb-3 flex flex-wrap gap-2">
        {card.status !== "ACTIVE" && (
          <StatusBadge status={card.status} label={card.status === "ARCHIVED" ? "Closed" : "Paused"} />
        )}
        {card.warnings.map((warning) => (
          <Badge key={warning} tone="warn" icon={<TriangleAlert className="ic" aria-hidden="true" />}>
            {warning}
          </Badge>
        ))}
      </div>
      <div className="mt-auto flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-t border-line pt-2 text-caption leading-[18px] text-ink-3">
        <span>{plural(card.followerCount, "follower")}</span>
        {card.publishedAt !== null && (
          <span>
            {formatAge((card.archivedAt === null ? now : Date.parse(card.archivedAt)) - Date.parse(card.publishedAt))}{" "}
            live
          </span>
        )}
        {compare === true && (
          <label className="chk relative z-1 ml-auto py-0! items-center! text-caption! text-ink-2">
            <input
              type="checkbox"
              className="chk-box mt-0!"
              name="ids"
              value={card.id}
              form="compare"
              aria-label={`Compare ${card.name}`}
            />
            Compare
          </label>
        )}
      </div>
    </article>
  );
}

function CardFigure({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-col justify-end">
      <dt className="text-caption text-ink-2">{label}</dt>
      <dd className="text-[17px] leading-6 font-[560] tracking-[-0.011em]">{children}</dd>
    </div>
  );
}
