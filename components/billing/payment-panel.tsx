import { Field, Input } from "@/components/ui/field";
import { Money, Stat, Stats } from "@/components/ui/figures";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { When } from "@/components/ui/when";
import type { PaymentView } from "@/lib/features/billing/payment-queries";
import { amountText } from "@/lib/kernel/money";
import { JournalTable } from "./journal-table.tsx";

/** One payment: who paid whom, what was given back, and giving more of it back. */
export function PaymentPanel({
  payment,
  refunded,
  orderId,
  action,
}: {
  readonly payment: PaymentView;
  /** The form has just given something back. */
  readonly refunded: boolean;
  /** Of the refund that this form orders: a second press is the same order. */
  readonly orderId: string;
  readonly action: FormAction;
}) {
  const { chargeId, currency, amount, left, disputed } = payment;
  return (
    <>
      <Panel title={`Payment ${chargeId}`}>
        {refunded && (
          <Notice tone="ok" className="mb-4" title="Refunded.">
            The subscriber&rsquo;s bank shows it in 5 to 10 days. Both shares went back in proportion.
          </Notice>
        )}
        <Stats>
          <Stat
            label="Paid"
            value={<Money amount={amount} currency={currency} />}
            sub={<When at={payment.at} as="exact" utc />}
          />
          <Stat label="Left after refunds" value={<Money amount={left} currency={currency} />} />
          <Stat label="By" value={payment.subscriber} />
          <Stat label="To" value={payment.provider ?? "The platform"} sub={payment.strategy ?? "A plan"} />
        </Stats>
        {disputed ? (
          <Notice tone="warn" className="mt-4" title="The subscriber's bank asks this payment back.">
            Stripe refunds nothing of a disputed payment: it would be given twice.
          </Notice>
        ) : (
          left > 0 && <RefundForm payment={payment} orderId={orderId} action={action} />
        )}
      </Panel>
      <Panel title="Its journals" flush>
        <JournalTable label="Journals of this payment" rows={payment.journals} />
      </Panel>
    </>
  );
}

function RefundForm({
  payment: { chargeId, currency, left },
  orderId,
  action,
}: {
  readonly payment: PaymentView;
  readonly orderId: string;
  readonly action: FormAction;
}) {
  return (
    <Form action={action} className="mt-6 grid max-w-xl gap-4" aria-label="Refund">
      <input type="hidden" name="chargeId" value={chargeId} />
      <input type="hidden" name="currency" value={currency} />
      <input type="hidden" name="orderId" value={orderId} />
      <Field
        label={`Give back, in ${currency}`}
        name="amount"
        hint="Both shares go back in proportion. A provider who was paid out goes below zero; his next sales settle it."
      >
        <Input
          unit={currency}
          inputMode="decimal"
          autoComplete="off"
          defaultValue={amountText(left, currency)}
          required
        />
      </Field>
      <Field label="Reason" name="reason" hint="It stands in the audit log beside your name.">
        <Input autoComplete="off" maxLength={300} required />
      </Field>
      <div>
        <SubmitButton variant="danger" pendingText="Refunding…">
          Refund
        </SubmitButton>
      </div>
    </Form>
  );
}
