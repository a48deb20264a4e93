import { Field, Select, Textarea } from "@/components/ui/field";
import { Panel } from "@/components/ui/panel";
import { NumberField } from "./number-field.tsx";
import { OBJECTIVE_WORDS } from "./words.ts";

const METHODS = [
  { value: "sequential", label: "Led by what was found" },
  { value: "grid", label: "Every combination" },
  { value: "random", label: "At random" },
];

const OBJECTIVES = Object.entries(OBJECTIVE_WORDS).map(([value, label]) => ({ value, label }));

const MODES = [
  { value: "rolling", label: "Keeps its length" },
  { value: "anchored", label: "Begins at the first bar and grows" },
];

/** How parameters are searched. `prefix` places the fields in a stage of a walk-forward. */
export function SearchFields({ prefix }: { readonly prefix: string }) {
  const of = (name: string): string => `${prefix}${name}`;
  return (
    <Panel title="Search">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Look for the best" name={of("objective")}>
          <Select options={OBJECTIVES} defaultValue="sharpe" />
        </Field>
        <NumberField label="With at least so many trades" name={of("minTrades")} start="10" whole />
        <Field label="Way of searching" name={of("method")}>
          <Select options={METHODS} defaultValue="sequential" />
        </Field>
        <NumberField
          label="Sets to try, at most"
          name={of("trials")}
          start="200"
          whole
          hint="Each one more makes luck likelier"
        />
        <NumberField label="Range to either side, %" name={of("range")} start="30" unit="%" />
        <NumberField label="Values a parameter" name={of("steps")} start="7" whole />
      </div>
    </Panel>
  );
}

/** The windows of a walk-forward, and the search in each. */
export function WalkFields() {
  return (
    <>
      <Panel title="Windows">
        <div className="grid gap-4 sm:grid-cols-2">
          <NumberField label="Choose parameters on, days" name="stages.0.windows.inSample" start="60" whole />
          <NumberField label="Then trade them for, days" name="stages.0.windows.outOfSample" start="15" whole />
          <Field label="The part to choose on" name="stages.0.windows.mode">
            <Select defaultValue="rolling" options={MODES} />
          </Field>
        </div>
      </Panel>
      <SearchFields prefix="stages.0.search." />
      <PlanField />
    </>
  );
}

/** Stages one after another, and all that has no field here: as a file of the command line has them. */
function PlanField() {
  return (
    <Panel title="Several stages">
      <details>
        <summary className="cursor-pointer text-ink-2">Give the stages as JSON, in place of the fields above</summary>
        <div className="mt-3">
          <Field
            label="Stages"
            name="plan"
            hint="As in configs/walkforward.json: coarse first, then fine around what was chosen."
          >
            <Textarea rows={10} spellCheck={false} className="font-mono" />
          </Field>
        </div>
      </details>
    </Panel>
  );
}
