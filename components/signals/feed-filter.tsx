import { Button, ButtonLink } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";
import type { FeedFilter } from "./signal-feed.tsx";

const STATES = [
  { value: "OPEN", label: "Open" },
  { value: "PENDING", label: "Waiting for entry" },
  { value: "CLOSED", label: "Closed" },
  { value: "CANCELLED", label: "Cancelled" },
  { value: "EXPIRED", label: "Expired" },
];

/** Filters in the address: they work without script and can be kept. */
export function FeedFilterForm({
  filter,
  strategies,
  symbols,
}: {
  readonly filter: FeedFilter;
  readonly strategies: readonly { readonly id: string; readonly name: string }[];
  readonly symbols: readonly string[];
}) {
  const active = Object.values(filter).some((value) => value !== undefined);
  return (
    <form method="get" className="mb-5 flex flex-wrap items-end gap-3">
      <Field label="State" className="min-w-36 max-sm:w-full">
        <Select name="state" placeholder="All" defaultValue={filter.state ?? ""} options={STATES} />
      </Field>
      <Field label="Strategy" className="min-w-44 max-sm:w-full">
        <Select
          name="strategyId"
          placeholder="All"
          defaultValue={filter.strategyId ?? ""}
          options={strategies.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Field>
      <Field label="Pair" className="min-w-36 max-sm:w-full">
        <Select
          name="symbol"
          placeholder="All"
          defaultValue={filter.symbol ?? ""}
          options={symbols.map((value) => ({ value, label: value }))}
        />
      </Field>
      <Button type="submit">Filter</Button>
      {active && (
        <ButtonLink href="/signals" variant="ghost">
          Clear
        </ButtonLink>
      )}
    </form>
  );
}
