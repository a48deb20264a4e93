"use client";

import { ParameterFields } from "@/components/backtests/parameter-fields";
import { Field, Input, Select } from "@/components/ui/field";
import { Form, FormFaults, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import type { StrategyChoice } from "@/lib/features/backtests/strategies";

export interface SessionFormProps {
  readonly action: FormAction;
  readonly strategy: StrategyChoice;
  readonly market: { readonly exchange: string; readonly symbol: string; readonly timeframe: string };
  readonly quote: string;
  /** A perpetual: leverage may be set. */
  readonly swap: boolean;
}

const SIZINGS = [
  { value: "equityPct", label: "% of equity" },
  { value: "quote", label: "Amount of quote money" },
  { value: "units", label: "Units" },
  { value: "riskPct", label: "% of equity lost at the stop" },
];

const SHOWN = ["initialCapital", "feePct", "slippageBps", "sizing.type", "sizing.value", "leverage", "lot"];

/** Everything a paper session trades with; what a field leaves out has a backtest's default, so that both can be compared. */
export function SessionForm({ action, strategy, market, quote, swap }: SessionFormProps) {
  return (
    <Form action={action} aria-label="New session">
      <div className="stack">
        <input type="hidden" name="strategy" value={strategy.name} />
        {Object.entries(market).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <FormFaults fields={[...SHOWN, ...Object.keys(strategy.parameters).map((name) => `parameters.${name}`)]} />
        <Panel title="Parameters">
          <ParameterFields parameters={strategy.parameters} />
        </Panel>
        <Panel title="Account and costs, on paper">
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label={`Starting capital, ${quote}`} name="initialCapital">
              <Input defaultValue="10000" inputMode="decimal" unit={quote} />
            </Field>
            <Field label="Fee a side, %" name="feePct" hint="Of the value of each fill">
              <Input defaultValue="0.1" inputMode="decimal" unit="%" />
            </Field>
            <Field label="Slippage, bps" name="slippageBps" hint="Against you, on market and stop fills">
              <Input defaultValue="2" inputMode="decimal" unit="bps" />
            </Field>
            <Field label="Size by" name="sizing.type">
              <Select options={SIZINGS} defaultValue="equityPct" />
            </Field>
            <Field label="Size" name="sizing.value">
              <Input defaultValue="95" inputMode="decimal" />
            </Field>
            {swap && (
              <Field label="Leverage" name="leverage" hint="Funding is charged as it is paid">
                <Input defaultValue="1" inputMode="decimal" unit="×" />
              </Field>
            )}
            <Field label="Smallest amount (lot)" name="lot" hint="0: nothing is rounded">
              <Input defaultValue="0" inputMode="decimal" />
            </Field>
          </div>
        </Panel>
        <div>
          <SubmitButton pendingText="Starting…">Start on paper</SubmitButton>
        </div>
      </div>
    </Form>
  );
}
