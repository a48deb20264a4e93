import { Tabs } from "@/components/ui/tabs";

export const STRATEGY_TABS = ["overview", "performance", "signals", "trades", "ledger", "reviews"] as const;
export type StrategyTab = (typeof STRATEGY_TABS)[number];

const WORDS: Readonly<Record<StrategyTab, string>> = {
  overview: "Overview",
  performance: "Performance",
  signals: "Signals",
  trades: "Trades",
  ledger: "Ledger",
  reviews: "Reviews",
};

export function StrategyTabs({ slug, current }: { readonly slug: string; readonly current: StrategyTab }) {
  return (
    <Tabs
      label="Strategy"
      tabs={STRATEGY_TABS.map((tab) => ({
        href: tab === "overview" ? `/strategies/${slug}` : `/strategies/${slug}?tab=${tab}`,
        label: WORDS[tab],
        current: tab === current,
      }))}
    />
  );
}
