import { ArrowRight, Link2, NotebookPen, OctagonX } from "lucide-react";
import Link from "next/link";
import { EvidenceSteps, Spectrum } from "@/components/marketplace/evidence-steps";
import { FrontLedger } from "@/components/marketplace/front-ledger";
import { StrategyCard } from "@/components/marketplace/strategy-card";
import { Plans } from "@/components/plans/plan-list";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { plural } from "@/components/ui/format";
import { rankedStrategies } from "@/lib/features/marketplace/browse-queries";
import { frontLedger } from "@/lib/features/marketplace/front-ledger";
import { strategyCounts } from "@/lib/features/marketplace/queries";
import { JUDGE_FROM } from "@/lib/features/marketplace/record";
import { GUEST_DELAY_MS } from "@/lib/features/marketplace/signal-rows";
import { utcMs } from "@/lib/kernel/time";
import { getCtx } from "@/lib/runtime/ctx";
import { viewer } from "../viewer.ts";

const TENETS = [
  {
    icon: Link2,
    title: "Sealed",
    text: "Signals are only ever added to a chain that anyone can download and verify. Nothing is edited, nothing disappears.",
  },
  {
    icon: NotebookPen,
    title: "Paper first",
    text: "You follow on paper at live prices before any money is meant. You always see which of the two you are in.",
  },
  {
    icon: OctagonX,
    title: "One stop",
    text: "Stop all trading sits in the top bar of every signed-in screen and says truthfully what has stopped and what has not.",
  },
] as const;

export default async function FrontPage() {
  const ctx = getCtx();
  const now = ctx.clock.now();
  const [actor, ledger, ranked, counts] = await Promise.all([
    viewer(),
    frontLedger(ctx.db, utcMs(now - GUEST_DELAY_MS), 4),
    rankedStrategies(ctx.db, 3, now),
    strategyCounts(ctx.db),
  ]);
  return (
    <div className="wrap">
      <section className="hero">
        <div className="min-w-0">
          <h1>Trading signals you can check.</h1>
          <p className="mt-[22px] mb-[30px] max-w-[46ch] text-[18px] leading-[29px] text-ink-2">
            Every signal is written down the moment it is sent, priced at what a follower could get, and kept for good:
            the wins, the losses and the strategies that closed.
          </p>
          <div className="flex flex-wrap gap-2.5 max-sm:*:w-full">
            <ButtonLink
              href="/strategies"
              variant="primary"
              size="lg"
              trailing={<ArrowRight className="ic" aria-hidden="true" />}
            >
              Browse strategies
            </ButtonLink>
            <ButtonLink href="#evidence" size="lg">
              How evidence works
            </ButtonLink>
          </div>
          <p className="mt-[18px] text-dense text-ink-3">Free to browse. Paper first: no exchange key needed to try.</p>
        </div>
        <FrontLedger ledger={ledger} />
      </section>
      <Spectrum />
      <section className="sec border-t-0!">
        <div className="sec-head">
          <div>
            <h2>Ranked on live results</h2>
            <p>
              Return over worst drawdown, live signals only. Records under {JUDGE_FROM.days} days or {JUDGE_FROM.trades}{" "}
              trades stand behind the others.
            </p>
          </div>
          <Link className="link sm:ml-auto" href="/strategies?sort=ratio">
            See all {plural(counts.open, "strategy", "strategies")}
          </Link>
        </div>
        {ranked.length === 0 ? (
          <div className="panel">
            <EmptyState
              title="No strategy has closed a trade yet"
              action={<ButtonLink href="/strategies">Browse strategies</ButtonLink>}
            >
              The ranking begins with the first signal that closes.
            </EmptyState>
          </div>
        ) : (
          <div className="grid gap-5 lg:grid-cols-3">
            {ranked.map((card) => (
              <StrategyCard key={card.id} card={card} now={now} />
            ))}
          </div>
        )}
      </section>
      <section className="sec" id="evidence">
        <div className="sec-head">
          <div>
            <h2>The more real, the more solid</h2>
            <p>
              No figure appears without its evidence class, its period and its number of trades. The line tells you
              which class you see, on every card and chart.
            </p>
          </div>
        </div>
        <EvidenceSteps />
        <div className="mt-12 grid gap-7 lg:grid-cols-3 lg:gap-10">
          {TENETS.map(({ icon: Icon, title, text }) => (
            <div key={title}>
              <Icon className="ic" aria-hidden="true" />
              <h3 className="mt-2.5 mb-1 panel-title">{title}</h3>
              <p className="text-ink-2">{text}</p>
            </div>
          ))}
        </div>
      </section>
      <section className="sec" id="pricing">
        <div className="sec-head">
          <div>
            <h2>Plans</h2>
            <p>A platform plan sets your limits. Strategies are paid by the month on top: 80 % goes to the provider.</p>
          </div>
        </div>
        <Plans guest={actor === null} taxed={ctx.config.taxed} />
      </section>
    </div>
  );
}
