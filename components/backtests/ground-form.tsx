import { Button } from "@/components/ui/button";
import { Field, type Option, Select } from "@/components/ui/field";
import { Panel } from "@/components/ui/panel";
import type { FormKind } from "./run-form.tsx";

export const FORM_KINDS: readonly { readonly value: FormKind; readonly label: string }[] = [
  { value: "run", label: "One run" },
  { value: "batch", label: "Batch: several markets in one go" },
  { value: "optimise", label: "Optimisation: search the parameters" },
  { value: "walkforward", label: "Walk-forward: choose on one part, trade the next" },
];

/** What is to be done, with which strategy and where: a plain form, so that it works without script and can be kept as an address. */
export function GroundForm({
  kind,
  strategy,
  strategies,
  place,
}: {
  readonly kind: FormKind;
  readonly strategy: string;
  readonly strategies: readonly Option[];
  /** A market, or of a batch the exchange. */
  readonly place: {
    readonly label: string;
    readonly name: string;
    readonly chosen: string;
    readonly options: readonly Option[];
  };
}) {
  return (
    <Panel title="Strategy and market">
      <form method="get" className="grid items-end gap-4 sm:grid-cols-2">
        <Field label="What to do">
          <Select name="kind" defaultValue={kind} options={FORM_KINDS} />
        </Field>
        <Field label="Strategy">
          <Select name="strategy" defaultValue={strategy} options={strategies} />
        </Field>
        <Field label={place.label}>
          <Select name={place.name} defaultValue={place.chosen} options={place.options} />
        </Field>
        <div>
          <Button type="submit">Show</Button>
        </div>
      </form>
    </Panel>
  );
}
