import { Money, Stat, Stats } from "@/components/ui/figures";
import { formatNumber, formatPercent, plural } from "@/components/ui/format";
import { KeyValues, Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import type { Kpis } from "@/lib/features/admin/read-kpis";
import { dec, plain } from "@/lib/kernel/decimal";

/** What comes in each month and who stays, then the counts behind it. */
export function KpiFigures({ kpis }: { readonly kpis: Kpis }) {
  const { accounts, subscriptions, mrr, subscriptionsPaid, plansPaid, strategies, openPositions, follows } = kpis;
  return (
    <>
      <Panel label="Paid again each month, and who stays">
        <Stats columns={4}>
          <Stat
            label="Paid monthly for strategies"
            value={<Sums sums={mrr.subscriptions} />}
            sub={`After codes; a year's price as its twelfth; nothing of what is cancelled or held. ${plural(subscriptionsPaid, "subscription")}`}
          />
          <Stat
            label="Paid monthly for plans"
            value={<Sums sums={mrr.plans} />}
            sub={`Nothing of what is cancelled. ${plural(plansPaid, "plan")}`}
          />
          <Stat
            label="Churn"
            value={formatRatio(subscriptions.churn)}
            sub="Of the paid subscriptions that ran when this time began, those that ended in it"
          />
          <Stat
            label="Activation"
            value={formatRatio(accounts.activation)}
            sub={`${formatNumber(accounts.activated)} of ${formatNumber(accounts.registered)} who registered in this time had access to a strategy`}
          />
        </Stats>
      </Panel>
      <div className="grid gap-5 md:grid-cols-3">
        <Counts
          title="Accounts"
          rows={[
            ["Subscribers", accounts.subscribers],
            ["Providers", accounts.providers],
            ["Admins", accounts.admins],
            ["Suspended", accounts.suspended],
          ]}
        />
        <Counts
          title="Subscriptions"
          rows={[
            ["Paying", subscriptions.paying],
            ["Free", subscriptions.free],
            ["On trial", subscriptions.trialing],
            ["Past due", subscriptions.pastDue],
            ["Paused", subscriptions.paused],
            ["Paid ones begun in this time", subscriptions.started],
            ["Paid ones ended in this time", subscriptions.ended],
          ]}
        />
        <Counts
          title="Trading"
          rows={[
            ["Active strategies", strategies.active],
            ["Paid ones among them", strategies.paid],
            ["Open positions, paper", openPositions.paper],
            ["Open positions, live", openPositions.live],
            ["Follows that notify", follows.NOTIFY],
            ["Follows on paper", follows.PAPER],
            ["Follows live", follows.LIVE],
          ]}
        />
      </div>
    </>
  );
}

export function SalesTable({ sales }: { readonly sales: Kpis["sales"] }) {
  return (
    <Table
      label="Booked by currency"
      minWidth={820}
      head={
        <>
          <Th>Currency</Th>
          <Th num>Strategies sold</Th>
          <Th num>Plans sold</Th>
          <Th num>Given back</Th>
          <Th num>Providers' share</Th>
          <Th num>Our fees</Th>
          <Th num>Processing</Th>
        </>
      }
    >
      {sales.map(({ gmv, planSales, refunded, providerShare, platformFees, processingFees }) => (
        <tr key={gmv.currency}>
          <Td>{gmv.currency}</Td>
          {[gmv, planSales, refunded, providerShare, platformFees, processingFees].map((sum, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the columns of a table
            <Td num key={at}>
              <Money {...sum} />
            </Td>
          ))}
        </tr>
      ))}
    </Table>
  );
}

function Counts({
  title,
  rows,
}: {
  readonly title: string;
  readonly rows: readonly (readonly [name: string, count: number])[];
}) {
  return (
    <Panel title={title}>
      <KeyValues rows={rows.map(([name, count]) => [name, formatNumber(count)])} />
    </Panel>
  );
}

/** One line a currency; what nobody pays is a dash. */
function Sums({ sums }: { readonly sums: Kpis["mrr"]["plans"] }) {
  if (sums.length === 0) return "—";
  return sums.map((sum) => (
    <span key={sum.currency} className="block">
      <Money {...sum} />
    </span>
  ));
}

/** `"0.2"` -> `20 %`; nothing to divide by is a dash. */
function formatRatio(ratio: string | null): string {
  return formatPercent(ratio === null ? null : plain(dec(ratio).times(100)));
}
