"use client";

import { Field, Input, Select } from "@/components/ui/field";
import { Form, FormFaults, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import type { StrategyChoice } from "@/lib/features/backtests/strategies";
import { EstimateLine } from "./estimate-line.tsx";
import { ParameterFields } from "./parameter-fields.tsx";
import { OBJECTIVE_WORDS } from "./words.ts";

export type FormKind = "run" | "optimise" | "walkforward";

export interface RunFormProps {
  readonly kind: FormKind;
  readonly action: FormAction;
  /** Says what the form would take; asked as it changes. */
  readonly estimate: FormAction;
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

/** Everything a run or search is computed with. What a field leaves out has the command line's default. */
export function RunForm({ kind, action, estimate, strategy, market, firstDay, lastDay, quote, swap }: RunFormProps) {
  return (
    <Form action={action} aria-label={`New ${WORDS[kind].noun}`}>
      <div className="stack">
        <input type="hidden" name="kind" value={kind} />
        <input type="hidden" name="strategy" value={strategy.name} />
        {Object.entries(market).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <FormFaults fields={[...SHOWN, ...Object.keys(strategy.parameters).map((name) => `parameters.${name}`)]} />
        {kind === "optimise" && <SearchFields prefix="" />}
        {kind === "walkforward" && <WalkFields />}
        <Panel title={kind === "run" ? "Parameters" : "Parameters, centre of the ranges"}>
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
          <SubmitButton pendingText="Starting…">{WORDS[kind].act}</SubmitButton>
          <EstimateLine estimate={estimate} />
        </div>
      </div>
    </Form>
  );
}

const WORDS: Readonly<Record<FormKind, { readonly noun: string; readonly act: string }>> = {
  run: { noun: "backtest", act: "Run backtest" },
  optimise: { noun: "optimisation", act: "Start optimisation" },
  walkforward: { noun: "walk-forward", act: "Start walk-forward" },
};

const METHODS = [
  { value: "sequential", label: "Led by what was found" },
  { value: "grid", label: "Every combination" },
  { value: "random", label: "At random" },
];

const OBJECTIVES = Object.entries(OBJECTIVE_WORDS).map(([value, label]) => ({ value, label }));

/** How parameters are searched. `prefix` places the fields in a stage of a walk-forward. */
function SearchFields({ prefix }: { readonly prefix: string }) {
  return (
    <Panel title="Search">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Look for the best" name={`${prefix}objective`}>
          <Select options={OBJECTIVES} defaultValue="sharpe" />
        </Field>
        <Field label="With at least so many trades" name={`${prefix}minTrades`}>
          <Input defaultValue="10" inputMode="numeric" />
        </Field>
        <Field label="Way of searching" name={`${prefix}method`}>
          <Select options={METHODS} defaultValue="sequential" />
        </Field>
        <Field label="Sets to try, at most" name={`${prefix}trials`} hint="Each one more makes luck likelier">
          <Input defaultValue="200" inputMode="numeric" />
        </Field>
        <Field label="Range to either side, %" name={`${prefix}range`}>
          <Input defaultValue="30" inputMode="decimal" unit="%" />
        </Field>
        <Field label="Values a parameter" name={`${prefix}steps`}>
          <Input defaultValue="7" inputMode="numeric" />
        </Field>
      </div>
    </Panel>
  );
}

function WalkFields() {
  return (
    <>
      <Panel title="Windows">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Choose parameters on, days" name="stages.0.windows.inSample">
            <Input defaultValue="60" inputMode="numeric" />
          </Field>
          <Field label="Then trade them for, days" name="stages.0.windows.outOfSample">
            <Input defaultValue="15" inputMode="numeric" />
          </Field>
          <Field label="The part to choose on" name="stages.0.windows.mode">
            <Select
              defaultValue="rolling"
              options={[
                { value: "rolling", label: "Keeps its length" },
                { value: "anchored", label: "Begins at the first bar and grows" },
              ]}
            />
          </Field>
        </div>
      </Panel>
      <SearchFields prefix="stages.0.search." />
    </>
  );
}

const SHOWN = [
  "objective",
  "minTrades",
  "method",
  "trials",
  "range",
  "steps",
  "stages",
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
