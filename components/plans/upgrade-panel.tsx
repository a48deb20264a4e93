import { ButtonLink } from "@/components/ui/button";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { formatMoney } from "@/components/ui/format";
import { KeyValues, Panel } from "@/components/ui/panel";
import type { UpgradePreview } from "@/lib/features/plans/preview-upgrade";
import { PLAN_NAMES, PLAN_PAGE } from "@/lib/kernel/platform-plan";

/** What moving up costs, line by line as Stripe counts it; confirming sends the very same moment and amount. */
export function UpgradePanel({ preview, action }: { readonly preview: UpgradePreview; readonly action: FormAction }) {
  const { plan, at, amountDue, currency, lines, monthly } = preview;
  const money = (amount: number): string => formatMoney({ amount, currency });
  return (
    <Panel title={`Move up to ${PLAN_NAMES[plan]}`}>
      <KeyValues
        rows={[
          ...lines.map((line) => [line.text, money(line.amount)] as const),
          [<b key="due">Charged to your card now</b>, <b key="amount">{money(amountDue)}</b>],
          ["From the next payment on", `${money(monthly)} a month`],
        ]}
      />
      <Form action={action} className="mt-4">
        <input type="hidden" name="plan" value={plan} />
        <input type="hidden" name="at" value={at} />
        <input type="hidden" name="amountDue" value={amountDue} />
        <div className="flex flex-wrap gap-2">
          <SubmitButton pendingText="Asking Stripe…">Pay {money(amountDue)} and move up</SubmitButton>
          <ButtonLink href={PLAN_PAGE}>Go back</ButtonLink>
        </div>
      </Form>
    </Panel>
  );
}
