import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { formatMoney } from "@/components/ui/format";
import { KeyValues, Panel, RiskLine } from "@/components/ui/panel";

/** What is bought, in words, and the one button that leads to payment. A free strategy needs none. */
export function SubscribePanel({
  strategyId,
  price,
  action,
}: {
  readonly strategyId: string;
  readonly price: { readonly amount: number; readonly currency: string };
  readonly action: FormAction;
}) {
  const free = price.amount === 0;
  return (
    <Panel title={free ? "Free to follow" : "What you pay and what you get"}>
      <p className="mb-4">
        <b className="text-page font-semibold num">{free ? "Free" : formatMoney(price)}</b>
        {!free && <span className="text-ink-3"> a month, no tax added</span>}
      </p>
      <KeyValues
        rows={[
          ["What arrives", "Every new signal, the moment it is published"],
          ["From when", free ? "At once" : "As soon as your payment is confirmed, usually 2 s"],
          ["Signals open before", "Stay with those who were there; you get the next ones"],
          ["Cancel", free ? "Any time, at once" : "Any time, in two clicks; you keep what you paid for to its end"],
          ["After you leave", "Exits of what was opened while you were in still reach you"],
          ["Trading", "Nothing is traded until you choose paper or live yourself"],
        ]}
      />
      <Form action={action} className="mt-5">
        <input type="hidden" name="strategyId" value={strategyId} />
        <SubmitButton size="lg" block pendingText={free ? "Subscribing…" : "Opening the payment page…"}>
          {free ? "Subscribe for free" : `Subscribe for ${formatMoney(price)} a month`}
        </SubmitButton>
      </Form>
      {!free && <p className="mt-3 text-caption text-ink-3">You pay on Stripe&rsquo;s page. We never see your card.</p>}
      <RiskLine />
    </Panel>
  );
}
