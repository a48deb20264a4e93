import { Field, Select } from "@/components/ui/field";
import { Panel } from "@/components/ui/panel";
import { NumberField } from "./number-field.tsx";

const SIZINGS = [
  { value: "equityPct", label: "% of equity" },
  { value: "quote", label: "Amount of quote money" },
  { value: "units", label: "Units" },
  { value: "riskPct", label: "% of equity lost at the stop" },
];

const AT_THE_END = [
  { value: "false", label: "Stays open, counted at the last close" },
  { value: "true", label: "Is closed at the last close" },
];

/** Money, costs and sizes of a run. What a field leaves out has the command line's default. */
export function AccountFields({
  quote,
  swap,
}: {
  readonly quote: string;
  /** A perpetual: leverage may be set. */
  readonly swap: boolean;
}) {
  return (
    <Panel title="Account and costs">
      <div className="grid gap-4 sm:grid-cols-2">
        <NumberField label={`Starting capital, ${quote}`} name="initialCapital" start="10000" unit={quote} />
        <NumberField label="Fee a side, %" name="feePct" start="0.1" unit="%" hint="Of the value of each fill" />
        <NumberField
          label="Slippage, bps"
          name="slippageBps"
          start="2"
          unit="bps"
          hint="Against you, on market and stop fills"
        />
        <NumberField
          label="Spread, bps"
          name="spreadBps"
          start="0"
          unit="bps"
          hint="Half of it on each market and stop fill"
        />
        <Field label="Size by" name="sizing.type">
          <Select options={SIZINGS} defaultValue="equityPct" />
        </Field>
        <NumberField label="Size" name="sizing.value" start="95" />
        {swap && (
          <NumberField
            label="Leverage"
            name="leverage"
            start="1"
            unit="×"
            hint="Funding is charged where it is stored"
          />
        )}
        <NumberField label="Smallest amount (lot)" name="lot" start="0" hint="0: nothing is rounded" />
        <Field label="What is open at the end" name="closeAtEnd">
          <Select defaultValue="false" options={AT_THE_END} />
        </Field>
      </div>
      <details className="mt-4">
        <summary className="cursor-pointer text-ink-2">More</summary>
        <div className="mt-3 grid gap-4 sm:grid-cols-2">
          <NumberField
            label="Fee of limit fills, %"
            name="makerFeePct"
            start=""
            unit="%"
            hint="Empty: as the fee above"
          />
          <NumberField label="Price step (tick)" name="tick" start="0" hint="0: nothing is rounded" />
          <NumberField
            label={`Smallest order, ${quote}`}
            name="minNotional"
            start="0"
            hint="Smaller entries are not made"
          />
          <NumberField
            label="Entries open at once"
            name="pyramiding"
            start="1"
            whole
            hint="In one direction; a grid has as many as its levels"
          />
          {swap && (
            <NumberField
              label="Maintenance margin, %"
              name="maintenanceMarginPct"
              start="0.5"
              unit="%"
              hint="Liquidated when no more than this part of the position is left"
            />
          )}
          <NumberField label="Seed" name="seed" start="1" whole hint="Begins every drawing of lots" />
        </div>
      </details>
    </Panel>
  );
}
