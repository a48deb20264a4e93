import { Search } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { BrowseQuery } from "@/lib/features/marketplace/input";

const CHOICES: readonly {
  readonly name: "market" | "timeframe" | "drawdown" | "price" | "show";
  readonly legend: string;
  readonly options: readonly (readonly [string, string])[];
}[] = [
  {
    name: "market",
    legend: "Market",
    options: [
      ["", "any"],
      ["spot", "Spot"],
      ["swap", "Perpetual"],
    ],
  },
  {
    name: "timeframe",
    legend: "Timeframe",
    options: [
      ["", "any"],
      ["5m", "5m"],
      ["15m", "15m"],
      ["1h", "1h"],
      ["4h", "4h"],
      ["1d", "1d"],
    ],
  },
  {
    name: "drawdown",
    legend: "Worst drawdown",
    options: [
      ["", "any"],
      ["5", "under 5 %"],
      ["10", "under 10 %"],
      ["25", "under 25 %"],
    ],
  },
  {
    name: "price",
    legend: "Price a month",
    options: [
      ["", "any"],
      ["free", "free"],
      ["29", "up to $29"],
      ["59", "up to $59"],
    ],
  },
  {
    name: "show",
    legend: "State",
    options: [
      ["open", "Open"],
      ["closed", "Closed, kept in the archive"],
    ],
  },
];

/** Filters as a plain form: every choice is in the address, and it works without script. */
export function Filters({ query, id }: { readonly query: BrowseQuery; readonly id: string }) {
  return (
    <form action="/strategies" className="filters" aria-label="Filters">
      <label className="sr-only" htmlFor={id}>
        Search strategies
      </label>
      <div className="relative mb-4">
        <Search
          className="ic pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3"
          aria-hidden="true"
        />
        <input
          id={id}
          name="q"
          type="search"
          className="input pl-8!"
          placeholder="Name, pair, provider"
          defaultValue={query.q}
          maxLength={100}
        />
      </div>
      {CHOICES.map(({ name, legend, options }) => (
        <fieldset key={name}>
          <legend>{legend}</legend>
          <div>
            {options.map(([value, label]) => (
              <label key={value} className="chk">
                <input
                  type="radio"
                  className="chk-box"
                  name={name}
                  value={value}
                  defaultChecked={String(query[name] ?? "") === value}
                />
                <span>{label}</span>
              </label>
            ))}
          </div>
        </fieldset>
      ))}
      <input type="hidden" name="sort" value={query.sort} />
      <input type="hidden" name="view" value={query.view} />
      <Button type="submit" block>
        Show strategies
      </Button>
    </form>
  );
}
