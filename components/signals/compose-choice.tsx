import { Button } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";

/** For which strategy and pair. A plain GET form: chart, price and reach come from the server for the choice. */
export function ComposeChoice({
  strategies,
  strategyId,
  pairs,
  symbol,
}: {
  readonly strategies: readonly { readonly id: string; readonly name: string }[];
  readonly strategyId: string;
  readonly pairs: readonly string[];
  readonly symbol: string;
}) {
  return (
    <form method="get" className="mb-5 flex flex-wrap items-end gap-3">
      <Field label="Strategy" className="min-w-56 max-sm:w-full">
        <Select
          name="strategy"
          defaultValue={strategyId}
          options={strategies.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Field>
      <Field label="Pair" className="min-w-40 max-sm:w-full">
        <Select name="symbol" defaultValue={symbol} options={pairs.map((value) => ({ value, label: value }))} />
      </Field>
      <Button type="submit">Show</Button>
    </form>
  );
}
