"use client";

import { useEffect } from "react";
import { fetchCharts } from "@/components/charts/canvas";
import { Field, Input } from "@/components/ui/field";
import { Form, FormFaults, SubmitButton, useFormContext } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import type { StrategyChoice } from "@/lib/features/backtests/strategies";
import { AccountFields } from "./account-fields.tsx";
import { EstimateLine } from "./estimate-line.tsx";
import { type MarketChoice, MarketTicks } from "./market-ticks.tsx";
import { ParameterFields } from "./parameter-fields.tsx";
import { SearchFields, WalkFields } from "./search-fields.tsx";

export type FormKind = "run" | "batch" | "optimise" | "walkforward";

export interface RunFormProps {
  readonly kind: FormKind;
  readonly action: FormAction;
  /** Says what the form would take; asked as it changes. */
  readonly estimate: FormAction;
  readonly strategy: StrategyChoice;
  /** The series that is tested; of a batch the exchange alone. */
  readonly market: { readonly exchange: string; readonly symbol?: string; readonly timeframe?: string };
  /** Of a batch: what may be ticked. */
  readonly choice?: MarketChoice | undefined;
  /** ISO days of the first and the last stored bar, and where the test begins unless another day is typed. */
  readonly firstDay: string;
  readonly lastDay: string;
  readonly startDay: string;
  readonly quote: string;
  /** A perpetual: leverage may be set. */
  readonly swap: boolean;
  /** What fields begin with, by name: the settings of the run that is done again. */
  readonly given: Readonly<Record<string, string>>;
}

const WORDS: Readonly<Record<FormKind, { readonly noun: string; readonly act: string }>> = {
  run: { noun: "backtest", act: "Run backtest" },
  batch: { noun: "batch", act: "Run batch" },
  optimise: { noun: "optimisation", act: "Start optimisation" },
  walkforward: { noun: "walk-forward", act: "Start walk-forward" },
};

/** Everything a run or search is computed with. */
export function RunForm(props: RunFormProps) {
  const { kind, action, estimate, strategy, market, choice, firstDay, lastDay, startDay, quote, swap, given } = props;
  const isSearch = kind === "optimise" || kind === "walkforward";
  return (
    <Form action={action} given={given} aria-label={`New ${WORDS[kind].noun}`}>
      <div className="stack">
        <input type="hidden" name="kind" value={kind} />
        <input type="hidden" name="strategy" value={strategy.name} />
        {Object.entries(market).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <FormFaults
          fields={[
            ...SHOWN,
            ...Object.keys(strategy.parameters).flatMap((name) => [`parameters.${name}`, `grid.${name}`]),
          ]}
        />
        {choice !== undefined && <MarketTicks {...choice} />}
        {kind === "optimise" && <SearchFields prefix="" />}
        {kind === "walkforward" && <WalkFields />}
        <Panel title={isSearch ? "Parameters, centre of the ranges" : "Parameters"}>
          <ParameterFields parameters={strategy.parameters} listed={kind === "optimise"} />
        </Panel>
        <Panel title="Period">
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="From (UTC day)" name="from" hint={`First stored bar: ${firstDay}`}>
              <DayInput name="from" given={given} min={firstDay} max={lastDay} start={startDay} />
            </Field>
            <Field
              label="Until the start of (UTC day)"
              name="to"
              hint={`Last stored bar: ${lastDay}. Empty: to the end.`}
            >
              <DayInput name="to" given={given} min={firstDay} />
            </Field>
          </div>
        </Panel>
        <AccountFields quote={quote} swap={swap} />
        <div>
          <SubmitButton pendingText="Starting…">{WORDS[kind].act}</SubmitButton>
          <EstimateLine estimate={estimate} />
          <FetchCharts />
        </div>
      </div>
    </Form>
  );
}

/** A day; where a time within one is given, that time as text. */
function DayInput({
  name,
  given,
  start,
  ...bounds
}: {
  readonly name: string;
  readonly given: Readonly<Record<string, string>>;
  readonly min: string;
  readonly max?: string;
  readonly start?: string;
}) {
  const isTime = given[name]?.includes("T") === true;
  return <Input type={isTime ? "text" : "date"} {...(isTime ? {} : bounds)} defaultValue={start} />;
}

/** While the run is started, what its report is drawn with is fetched. */
function FetchCharts() {
  const { pending } = useFormContext();
  useEffect(() => {
    if (pending) void fetchCharts();
  }, [pending]);
  return null;
}

const SEARCH = ["objective", "minTrades", "method", "trials", "range", "steps"];

/** Fields that show their own faults; all else stands above the form. */
const SHOWN = [
  "symbols",
  "timeframes",
  ...SEARCH,
  ...SEARCH.map((name) => `stages.0.search.${name}`),
  ...["inSample", "outOfSample", "mode"].map((name) => `stages.0.windows.${name}`),
  "plan",
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
  "makerFeePct",
  "tick",
  "minNotional",
  "pyramiding",
  "maintenanceMarginPct",
  "seed",
];
