import { Field, Input, Textarea } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import type { LimitsView } from "@/lib/features/orders/limit-queries";

const AMOUNTS = [
  { name: "maxTradeUsd", label: "Most a trade may be worth", unit: "USD", hint: "Leverage counted." },
  {
    name: "entriesPerDay",
    label: "Trades opened a day (UTC)",
    unit: undefined,
    hint: "What never filled is given back.",
  },
  {
    name: "portfolioRiskPct",
    label: "Loss of all open trades at their stops",
    unit: "% of your account",
    hint: "A trade that would lift it above is not opened.",
  },
  {
    name: "runLossUsd",
    label: "Loss with one strategy on a day",
    unit: "USD",
    hint: "From there on it opens nothing new that day.",
  },
  {
    name: "drawdownUsd",
    label: "Fall of your account below its best",
    unit: "USD",
    hint: "From there on nothing new is opened at all.",
  },
  { name: "maxLeverage", label: "Leverage", unit: "×", hint: "What a signal wants above it is capped." },
] as const;

export interface LimitsFormProps {
  readonly limits: LimitsView;
  readonly planName: string;
  /** What the plan allows at most, as it is read. */
  readonly most: Readonly<Record<(typeof AMOUNTS)[number]["name"] | "symbols", string>>;
  readonly action: FormAction;
}

/** A tenant's own limits, all at once. */
export function LimitsForm({ limits, planName, most, action }: LimitsFormProps) {
  return (
    <Panel title="Your limits">
      <Form action={action} className="grid gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          {AMOUNTS.map(({ name, label, unit, hint }) => (
            <Field key={name} name={name} label={label} hint={`${hint} At most ${most[name]} on ${planName}.`}>
              <Input inputMode="decimal" autoComplete="off" defaultValue={String(limits[name])} unit={unit} required />
            </Field>
          ))}
        </div>
        <Field
          name="symbols"
          label="Symbols"
          hint={`Between commas, like BTC/USDT, ETH/USDT. At most ${most.symbols} on ${planName}.`}
        >
          <Textarea rows={2} autoComplete="off" spellCheck={false} defaultValue={limits.symbols.join(", ")} required />
        </Field>
        <p className="text-caption text-ink-2">
          Narrower counts at once. Wider asks for a code of your authenticator app, at most ten minutes old.
        </p>
        <div>
          <SubmitButton pendingText="Setting…">Set limits</SubmitButton>
        </div>
      </Form>
    </Panel>
  );
}
