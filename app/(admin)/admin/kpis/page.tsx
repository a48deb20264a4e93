import type { Metadata } from "next";
import { Fragment } from "react";
import { KpiFigures, SalesTable } from "@/components/admin/kpi-figures";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHead, Panel } from "@/components/ui/panel";
import { Tabs } from "@/components/ui/tabs";
import { When } from "@/components/ui/when";
import { requireRole } from "@/lib/auth/require-role";
import { readKpis } from "@/lib/features/admin/read-kpis";
import { getCtx } from "@/lib/runtime/ctx";

export const metadata: Metadata = { title: "Key figures" };

const PERIODS = [
  { days: 7, label: "7 days" },
  { days: 30, label: "30 days" },
  { days: 90, label: "90 days" },
  { days: 365, label: "A year" },
] as const;
const USUAL = PERIODS[1];
type Query = Promise<{ readonly days?: string | string[] }>;

/** How the platform does: what comes in each month, who stays, what was sold. */
export default async function KpisPage({ searchParams }: { searchParams: Query }) {
  await requireRole("ADMIN");
  const { days: asked } = await searchParams;
  const period = PERIODS.find(({ days }) => String(days) === asked) ?? USUAL;
  const kpis = await readKpis(getCtx(), period.days);
  return (
    <>
      <PageHead
        title="Key figures"
        lead="Computed from the ledger and our rows whenever this page is opened. What a client cost to win is not recorded, so no lifetime value is set against it."
        facts={[
          <Fragment key="at">
            As of <When at={kpis.at} as="exact" utc />
          </Fragment>,
          <Fragment key="since">
            Looked back on from <When at={kpis.since} as="exact" utc />
          </Fragment>,
        ]}
      />
      <Tabs
        label="Time looked back on"
        tabs={PERIODS.map(({ days, label }) => ({
          href: days === USUAL.days ? "/admin/kpis" : `/admin/kpis?days=${days}`,
          label,
          current: days === period.days,
        }))}
      />
      <div className="stack">
        <KpiFigures kpis={kpis} />
        <Panel title="Booked in this time" sub={SALES_SUB} flush>
          {kpis.sales.length === 0 ? (
            <EmptyState title="Nothing was booked in this time">
              A payment for a strategy or a plan is booked when Stripe confirms it.
            </EmptyState>
          ) : (
            <SalesTable sales={kpis.sales} />
          )}
        </Panel>
      </div>
    </>
  );
}

const SALES_SUB = (
  <span className="text-caption text-ink-3">
    Without tax. The shares are what was left after refunds and disputes. One row a currency: nothing is converted.
  </span>
);
