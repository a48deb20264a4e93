import { Funnel, LayoutGrid, Table2, X } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { activeFilters, browseHref } from "@/components/marketplace/browse-address";
import { CompareCount, SubmitOnChange } from "@/components/marketplace/browse-live";
import { Filters } from "@/components/marketplace/filters";
import { StrategyCard } from "@/components/marketplace/strategy-card";
import { StrategyTable } from "@/components/marketplace/strategy-table";
import { Button, ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import { PageHead } from "@/components/ui/panel";
import { browseStrategies, PAGE_SIZE } from "@/lib/features/marketplace/browse-queries";
import { type BrowseQuery, browseQuery, type Sort } from "@/lib/features/marketplace/input";
import { strategyCounts } from "@/lib/features/marketplace/queries";
import { getCtx } from "@/lib/runtime/ctx";

export const metadata: Metadata = {
  title: "Strategies",
  description:
    "Every strategy with its live record: worst drawdown first, fees and slippage counted, closed ones kept.",
};

const SORT_WORDS: Readonly<Record<Sort, string>> = {
  drawdown: "Smallest drawdown first",
  ratio: "Return over drawdown",
  return: "Highest return",
  followers: "Most followers",
  newest: "Newest",
  price: "Cheapest",
};

export default async function StrategiesPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const ctx = getCtx();
  const asked = browseQuery.parse(lastOf(await searchParams));
  const now = ctx.clock.now();
  const [{ cards, total, page }, counts] = await Promise.all([
    browseStrategies(ctx.db, asked, now),
    strategyCounts(ctx.db),
  ]);
  const query = { ...asked, page };
  const filters = activeFilters(query);
  const pages = Math.ceil(total / PAGE_SIZE);
  return (
    <div className="wrap pt-10">
      <PageHead title="Strategies" lead={`${counts.open} open, ${counts.closed} closed and kept in the archive.`} />
      <div className="browse">
        <SubmitOnChange className="max-lg:hidden">
          <Filters query={query} id="q" />
        </SubmitOnChange>
        <details className="lg:hidden">
          <summary className="btn btn-block list-none">
            <Funnel className="ic" aria-hidden="true" />
            {filters.length === 0 ? "Filters" : `Filters, ${filters.length} on`}
          </summary>
          <div className="panel mt-3">
            <Filters query={query} id="q-small" />
          </div>
        </details>
        <div className="results min-w-0">
          <h2 className="sr-only">Results</h2>
          <div className="mb-4 flex flex-wrap items-center gap-2.5 text-dense">
            <span>
              <b>{total}</b> of {query.show === "closed" ? counts.closed : counts.open}
            </span>
            {filters.map((filter) => (
              <Link key={filter.label} className="chip" href={filter.href} scroll={false}>
                {filter.label}
                <X className="ic" aria-hidden="true" />
                <span className="sr-only">, remove filter</span>
              </Link>
            ))}
            <div className="flex items-center gap-2 max-sm:w-full sm:ml-auto">
              <SortForm query={query} />
              <div className="seg">
                <Link
                  href={browseHref(query, { view: "cards", page: query.page })}
                  aria-label="Cards"
                  scroll={false}
                  {...(query.view === "cards" ? { "aria-current": "true" } : {})}
                >
                  <LayoutGrid className="ic" aria-hidden="true" />
                </Link>
                <Link
                  href={browseHref(query, { view: "table", page: query.page })}
                  aria-label="Table"
                  scroll={false}
                  {...(query.view === "table" ? { "aria-current": "true" } : {})}
                >
                  <Table2 className="ic" aria-hidden="true" />
                </Link>
              </div>
            </div>
          </div>
          {cards.length === 0 ? (
            <div className="panel">
              <EmptyState
                title="No strategy fits"
                action={<ButtonLink href="/strategies">Clear the filters</ButtonLink>}
              >
                {filters.length === 0
                  ? "No provider has published a strategy yet."
                  : "Take a filter off, or search for another word."}
              </EmptyState>
            </div>
          ) : query.view === "table" ? (
            <StrategyTable cards={cards} compare />
          ) : (
            <div className="grid gap-5 sm:grid-cols-2">
              {cards.map((card) => (
                <StrategyCard key={card.id} card={card} compare now={now} />
              ))}
            </div>
          )}
          <Pagination
            label="Pages of strategies"
            previous={query.page > 1 ? browseHref(query, { page: query.page - 1 }) : null}
            next={query.page < pages ? browseHref(query, { page: query.page + 1 }) : null}
            status={`Page ${query.page} of ${pages}`}
          />
          <form id="compare" action="/strategies/compare" className="tray" aria-label="Compare">
            <CompareCount />
            <span className="text-ink-2">picked to compare</span>
            <Button type="submit" variant="primary" className="sm:ml-auto">
              Compare
            </Button>
          </form>
        </div>
      </div>
    </div>
  );
}

function SortForm({ query }: { query: BrowseQuery }) {
  const kept = Object.entries(query).filter(
    ([name, value]) => !["sort", "page"].includes(name) && value !== null && value !== "",
  );
  return (
    <SubmitOnChange className="min-w-0 flex-1">
      <form action="/strategies" className="flex gap-2">
        {kept.map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={String(value)} />
        ))}
        <label className="sr-only" htmlFor="sort">
          Sort by
        </label>
        <select
          id="sort"
          name="sort"
          className="input min-w-0 text-dense sm:min-w-[190px]"
          defaultValue={query.sort}
          key={query.sort}
        >
          {Object.entries(SORT_WORDS).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
        <noscript>
          <Button type="submit">Sort</Button>
        </noscript>
      </form>
    </SubmitOnChange>
  );
}

/** The last of a repeated name; an empty choice ("any") counts as none. */
function lastOf(params: Record<string, string | string[] | undefined>): Record<string, string | null> {
  return Object.fromEntries(
    ["q", "market", "timeframe", "drawdown", "price", "show", "sort", "view", "page"].map((name) => {
      const value = params[name];
      const last = Array.isArray(value) ? value.at(-1) : value;
      return [name, last === undefined || last === "" ? null : last];
    }),
  );
}
