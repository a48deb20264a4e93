import { Field, Input, RadioCards } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { formatMoney, PLUS_TAX } from "@/components/ui/format";
import { Panel, RiskLine } from "@/components/ui/panel";

const TERMS: readonly { name: string; paid: string; unpaid?: string }[] = [
  { name: "What arrives", paid: "Every new signal, the moment it is published" },
  { name: "From when", paid: "As soon as your payment is confirmed, usually 2 s", unpaid: "At once" },
  { name: "Signals that are open already", paid: "Stay with those who were there; you get the next ones" },
  {
    name: "Cancelling",
    paid: "Any time, in two clicks; you keep what you paid for to its end",
    unpaid: "Any time, at once",
  },
  { name: "After you leave", paid: "Exits of what was opened while you were in still reach you" },
  { name: "Trading", paid: "Nothing is traded until you choose paper or live yourself" },
];

/** What is bought, in words, and the one button that leads to payment. A free strategy needs none. */
export function SubscribePanel({
  strategyId,
  price,
  yearly,
  trialDays,
  taxed,
  action,
}: {
  readonly strategyId: string;
  readonly price: { readonly amount: number; readonly currency: string };
  /** For a year at once; null: it is sold by the month alone. */
  readonly yearly: { readonly amount: number; readonly currency: string } | null;
  /** Free days before the first payment, on paper; 0: none for this person. */
  readonly trialDays: number;
  /** Tax comes on top of the price, where there is one. */
  readonly taxed: boolean;
  readonly action: FormAction;
}) {
  const free = price.amount === 0;
  return (
    <Panel title={free ? "Free to follow" : "What you pay and what you get"}>
      <p className="mb-4">
        <b className="text-page font-semibold num">{free ? "Free" : formatMoney(price)}</b>
        {!free && <span className="text-ink-3"> a month, {taxed ? PLUS_TAX : "no tax added"}</span>}
      </p>
      {trialDays > 0 && (
        <p className="mb-4 max-w-[60ch]">
          <b>{trialDays} days free first,</b> for notices and paper: real accounts trade once it is paid. Cancel before
          they end and nothing is charged. Once a person and card.
        </p>
      )}
      <dl className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        {TERMS.map(({ name, paid, unpaid }) => (
          <div key={name}>
            <dt className="text-caption text-ink-3">{name}</dt>
            <dd className="mt-0.5">{free ? (unpaid ?? paid) : paid}</dd>
          </div>
        ))}
      </dl>
      <Form action={action} className="mt-6">
        <input type="hidden" name="strategyId" value={strategyId} />
        {yearly !== null && (
          <RadioCards
            className="mb-4 max-w-md"
            legend="How you pay"
            name="interval"
            defaultValue="MONTH"
            options={[
              { value: "MONTH", label: `${formatMoney(price)} a month` },
              { value: "YEAR", label: `${formatMoney(yearly)} a year`, description: savedWords(price, yearly) },
            ]}
          />
        )}
        {!free && (
          <Field label="Promotion code, if you have one" name="code" className="mb-4 max-w-xs">
            <Input autoComplete="off" autoCapitalize="characters" maxLength={24} />
          </Field>
        )}
        <SubmitButton size="lg" pendingText={free ? "Subscribing…" : "Opening the payment page…"}>
          {free
            ? "Subscribe for free"
            : trialDays > 0
              ? `Try ${trialDays} days free`
              : yearly === null
                ? `Subscribe for ${formatMoney(price)} a month`
                : "Subscribe"}
        </SubmitButton>
      </Form>
      {!free && (
        <p className="mt-3 text-caption text-ink-3">
          You pay on Stripe&rsquo;s page{taxed && ", which asks for your address and shows the tax before you pay"}. We
          never see your card.
        </p>
      )}
      <RiskLine />
    </Panel>
  );
}

/** What a year at once saves beside twelve months, where it does. */
function savedWords(
  price: { readonly amount: number; readonly currency: string },
  yearly: { readonly amount: number },
) {
  const saved = price.amount * 12 - yearly.amount;
  const [one, all] = [formatMoney({ ...price, amount: saved }), formatMoney({ ...price, amount: price.amount * 12 })];
  return saved > 0 ? `${one} less than the ${all} of twelve months` : "Twelve months at once";
}
