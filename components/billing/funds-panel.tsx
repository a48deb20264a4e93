import { Money, Stat, Stats } from "@/components/ui/figures";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import type { FundsView } from "@/lib/features/billing/read-funds";

/** The least that is paid out, in cents: the rule itself is the server's. */
const PAYOUT_MIN = 5_000;

/** What a provider's account holds, by currency: under way, held, payable, paid. */
export function FundsPanel({
  funds,
  paid,
  action,
}: {
  readonly funds: readonly FundsView[];
  readonly paid: ReadonlyMap<string, number>;
  readonly action: FormAction;
}) {
  return (
    <Panel title="Your money">
      {funds.map(({ currency, payable, owed, pending, insideWindow, disputed }) => (
        <div key={currency}>
          {owed > 0 && (
            <Notice tone="warn" title="Your balance is below zero." className="mb-3">
              A refund or a dispute came after a payout. Your next sales settle{" "}
              <Money amount={owed} currency={currency} /> before anything is paid out.
            </Notice>
          )}
          <Stats columns={5}>
            <Stat label="Payable" value={<Money amount={payable} currency={currency} />} sub="paid out from $50" />
            <Stat
              label="Pending"
              value={<Money amount={pending} currency={currency} />}
              sub="on its way to your balance"
            />
            <Stat
              label="In refund window"
              value={<Money amount={insideWindow} currency={currency} />}
              sub="sales of the last 14 days"
            />
            <Stat
              label="Disputed"
              value={<Money amount={disputed} currency={currency} />}
              sub="held until it is decided"
            />
            <Stat
              label="Paid out"
              value={<Money amount={paid.get(currency) ?? 0} currency={currency} />}
              sub="to your bank so far"
            />
          </Stats>
          {currency === "USD" && payable >= PAYOUT_MIN && (
            <Form action={action} className="mt-4">
              <input type="hidden" name="currency" value={currency} />
              <SubmitButton variant="primary" pendingText="Asking Stripe…">
                Pay out
              </SubmitButton>
            </Form>
          )}
        </div>
      ))}
    </Panel>
  );
}
