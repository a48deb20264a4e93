import type { BrowseQuery } from "@/lib/features/marketplace/input";

const DEFAULTS = {
  q: "",
  market: null,
  timeframe: null,
  drawdown: null,
  price: null,
  show: "open",
  sort: "drawdown",
  view: "cards",
  page: 1,
} as const;

/** The address of the list with some of its choices changed. What is at its default is left out; any change but the page begins at page 1. */
export function browseHref(query: BrowseQuery, change: Partial<BrowseQuery>): string {
  const wanted = { ...query, page: 1, ...change };
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(wanted)) {
    if (value !== null && value !== DEFAULTS[name as keyof typeof DEFAULTS]) params.set(name, String(value));
  }
  const text = params.toString();
  return text === "" ? "/strategies" : `/strategies?${text}`;
}

/** Choices that narrow the list, each with the address without it. */
export function activeFilters(query: BrowseQuery): { label: string; href: string }[] {
  const chips: { label: string; href: string }[] = [];
  if (query.q !== "") chips.push({ label: `“${query.q}”`, href: browseHref(query, { q: "" }) });
  if (query.market !== null)
    chips.push({ label: query.market === "swap" ? "Perpetual" : "Spot", href: browseHref(query, { market: null }) });
  if (query.timeframe !== null) chips.push({ label: query.timeframe, href: browseHref(query, { timeframe: null }) });
  if (query.drawdown !== null)
    chips.push({ label: `Drawdown under ${query.drawdown} %`, href: browseHref(query, { drawdown: null }) });
  if (query.price !== null)
    chips.push({
      label: query.price === "free" ? "Free" : `Up to $${query.price}`,
      href: browseHref(query, { price: null }),
    });
  if (query.show === "closed") chips.push({ label: "Closed", href: browseHref(query, { show: "open" }) });
  return chips;
}
