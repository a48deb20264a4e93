import { Checkbox, Field, Input, Select, Textarea } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import type { AddressState, AddressView } from "@/lib/features/intake/queries";

export interface SettingsFormProps {
  readonly strategy: AddressView["strategy"];
  readonly address: AddressState;
  /** From where TradingView posts, as it publishes it. */
  readonly tradingViewIps: readonly string[];
  readonly save: FormAction;
}

const EXPECTED = [
  { value: "15", label: "Every 15 minutes" },
  { value: "60", label: "Every hour" },
  { value: "240", label: "Every 4 hours" },
  { value: "1440", label: "Every day" },
  { value: "10080", label: "Every week" },
];

/** What alerts lack, who may post, how old an alert may be, and how often one is expected. */
export function SettingsForm({ strategy, address, tradingViewIps, save }: SettingsFormProps) {
  return (
    <Panel title="What alerts lack, and who may post">
      <Form action={save} className="grid gap-4" aria-label="Settings of the address">
        <input type="hidden" name="strategyId" value={strategy.id} />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label="Default stop"
            name="stopPct"
            hint="Distance from the entry. Empty: an alert without a stop is refused."
          >
            <Input
              className="num"
              inputMode="decimal"
              autoComplete="off"
              unit="%"
              defaultValue={address.stopPct ?? ""}
            />
          </Field>
          <Field
            label="Default targets"
            name="targets"
            hint="Distances in percent, like 2, 4; with the part that leaves, like 2 50, 4 50."
          >
            <Input autoComplete="off" defaultValue={targetsText(address)} />
          </Field>
          <Field label="Market" name="market" hint="A ticker that ends in .P always means the perpetual.">
            <Select
              defaultValue={address.market}
              options={[
                { value: "spot", label: "Spot" },
                { value: "swap", label: "Perpetual" },
              ]}
            />
          </Field>
          <Field label="Exchange" name="exchange" hint="For alerts that name none.">
            <Select
              defaultValue={address.exchange ?? ""}
              placeholder={`The strategy's first (${strategy.exchanges[0] ?? "none"})`}
              options={strategy.exchanges.map((value) => ({ value, label: value }))}
            />
          </Field>
          <Field label="Oldest alert" name="alertMaxAgeSec" hint="An alert whose time is older is refused.">
            <Input
              className="num"
              inputMode="numeric"
              autoComplete="off"
              unit="s"
              defaultValue={address.alertMaxAgeSec}
            />
          </Field>
          <Field label="Messages expected" name="expectEveryMin" hint="After three missing ones you are told, once.">
            <Select
              defaultValue={String(address.expectEveryMin ?? "")}
              placeholder="Whenever they come"
              options={expectedWith(address.expectEveryMin)}
            />
          </Field>
          <Field label="Max age of a signal" name="signalMaxAgeSec" hint="Copies enter no later. Empty: 30 s.">
            <Input
              className="num"
              inputMode="numeric"
              autoComplete="off"
              unit="s"
              defaultValue={address.signalMaxAgeSec ?? ""}
            />
          </Field>
          <Field label="Max slippage" name="maxSlippageBps" hint="From the alert's price. Empty: 50 bps.">
            <Input
              className="num"
              inputMode="numeric"
              autoComplete="off"
              unit="bps"
              defaultValue={address.maxSlippageBps ?? ""}
            />
          </Field>
        </div>
        <Checkbox
          name="shorts"
          defaultChecked={address.shorts}
          label="Open shorts"
          hint="Off: a sell closes what is open and opens nothing."
        />
        <Field
          label="Only from these addresses"
          name="ips"
          hint={
            <>
              One a line, or apart by commas; empty: from anywhere. TradingView posts from {tradingViewIps.join(", ")}.
            </>
          }
        >
          <Textarea rows={4} className="font-mono" spellCheck={false} defaultValue={address.ips.join("\n")} />
        </Field>
        <div>
          <SubmitButton pendingText="Saving…">Save settings</SubmitButton>
        </div>
      </Form>
    </Panel>
  );
}

function targetsText({ targets }: AddressState): string {
  return targets.map(({ pct, fraction }) => `${pct} ${percent(fraction)}`).join(", ");
}

/** A fraction as percents by moving its point: exact, whatever its digits. */
function percent(fraction: string): string {
  const [whole = "0", part = ""] = fraction.split(".");
  const digits = `${whole}${part.padEnd(2, "0").slice(0, 2)}`.replace(/^0+(?=\d)/, "");
  const rest = part.slice(2).replace(/0+$/, "");
  return rest === "" ? digits : `${digits}.${rest}`;
}

function expectedWith(minutes: number | null) {
  return minutes === null || EXPECTED.some(({ value }) => value === String(minutes))
    ? EXPECTED
    : [...EXPECTED, { value: String(minutes), label: `Every ${minutes} minutes` }];
}
