import { Money, Stat, Stats } from "@/components/ui/figures";
import type { AffiliateMoney } from "@/lib/features/billing/affiliate-queries";

/** What an affiliate earned and where it is, by currency: two are never added. */
export function AffiliateSums({
  joined,
  money,
}: {
  readonly joined: number;
  readonly money: readonly AffiliateMoney[];
}) {
  const each = (of: "earned" | "waiting" | "ready" | "sent") =>
    (money.length === 0 ? [{ currency: "USD", earned: 0, waiting: 0, ready: 0, sent: 0 }] : money).map((row) => (
      <span key={row.currency} className="block">
        <Money amount={row[of]} currency={row.currency} />
      </span>
    ));
  return (
    <Stats columns={5}>
      <Stat label="Came by your link" value={joined} sub="and signed up" />
      <Stat label="Earned" value={each("earned")} sub="less what was given back" />
      <Stat label="Waiting" value={each("waiting")} sub="payments of the last 14 days" />
      <Stat label="Ready" value={each("ready")} sub="sent on the 1st, from $50.00" />
      <Stat label="Sent" value={each("sent")} sub="to your account at Stripe" />
    </Stats>
  );
}
