"use client";

import { Field, Input, Select } from "@/components/ui/field";
import { Form, FormFaults, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import type { StrategyChoice } from "@/lib/features/backtests/strategies";
import { ParameterFields } from "./parameter-fields.tsx";

export interface RunFormProps {
  readonly action: FormAction;
  readonly strategy: StrategyChoice;
  /** The series that is tested. */
  readonly market: { readonly exchange: string; readonly symbol: string; readonly timeframe: string };
  /** ISO days of the first and the last stored bar. */
  readonly firstDay: string;
  readonly lastDay: string;
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

/** Everything one run is computed with. What a field leaves out has the command line's default. */
export function RunForm({ action, strategy, market, firstDay, lastDay, quote, swap }: RunFormProps) {
  return (
    <Form action={action} aria-label="New backtest">
      <div className="stack">
        <input type="hidden" name="strategy" value={strategy.name} />
        {Object.entries(market).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <FormFaults fields={[...SHOWN, ...Object.keys(strategy.parameters).map((name) => `parameters.${name}`)]} />
        <Panel title="Parameters">
          <ParameterFields parameters={strategy.parameters} />
        </Panel>
        <Panel title="Period">
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="From (UTC day)" name="from" hint={`First stored bar: ${firstDay}`}>
              <Input type="date" min={firstDay} max={lastDay} defaultValue={firstDay} />
            </Field>
            <Field
              label="Until the start of (UTC day)"
              name="to"
              hint={`Last stored bar: ${lastDay}. Empty: to the end.`}
            >
              <Input type="date" min={firstDay} />
            </Field>
          </div>
        </Panel>
        <Panel title="Account and costs">
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
            <Field label="Spread, bps" name="spreadBps" hint="Half of it on each market and stop fill">
              <Input defaultValue="0" inputMode="decimal" unit="bps" />
            </Field>
            <Field label="Size by" name="sizing.type">
              <Select options={SIZINGS} defaultValue="equityPct" />
            </Field>
            <Field label="Size" name="sizing.value">
              <Input defaultValue="95" inputMode="decimal" />
            </Field>
            {swap && (
              <Field label="Leverage" name="leverage" hint="Funding is charged where it is stored">
                <Input defaultValue="1" inputMode="decimal" unit="×" />
              </Field>
            )}
            <Field label="Smallest amount (lot)" name="lot" hint="0: nothing is rounded">
              <Input defaultValue="0" inputMode="decimal" />
            </Field>
            <Field label="What is open at the end" name="closeAtEnd">
              <Select
                defaultValue="false"
                options={[
                  { value: "false", label: "Stays open, counted at the last close" },
                  { value: "true", label: "Is closed at the last close" },
                ]}
              />
            </Field>
          </div>
        </Panel>
        <div>
          <SubmitButton pendingText="Starting…">Run backtest</SubmitButton>
        </div>
      </div>
    </Form>
  );
}

const SHOWN = [
  "from",
  "to",
  "initialCapital",
  "feePct",
  "slippageBps",
  "spreadBps",
  "sizing.type",
  "sizing.value",
  "leverage",
  "lot",
  "closeAtEnd",
];
