/** A provider that the sandbox brings along. Its name says what it is wherever a person meets it. */
export interface SandboxProvider {
  readonly email: string;
  readonly name: string;
  readonly role: "PROVIDER";
}

/** Distances of a signal from its entry, in percent of the price, on either side of the market. */
export interface SandboxPlan {
  readonly stopPct: string;
  /** Half of the size leaves at each. */
  readonly targetPcts: readonly [string, string];
  readonly hours: number;
}

export interface SandboxStrategy {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly category: string | null;
  readonly timeframe: "15m" | "1h";
  readonly price: { readonly amount: number; readonly currency: "USD" };
  readonly plan: SandboxPlan;
}

export const SANDBOX_PAIRS = ["BTC/USDT", "ETH/USDT"];
export const SANDBOX_EXCHANGES = ["binance", "bybit"];

/** The free strategy is published by nobody: its password is chance that is not kept. */
export const FREE_PROVIDER: SandboxProvider = {
  email: "sandbox-signals@heliograph.test",
  name: "Heliograph Sandbox",
  role: "PROVIDER",
};

export const FREE_STRATEGY: SandboxStrategy = {
  slug: "sandbox-signals",
  name: "Sandbox signals",
  description:
    "A free strategy to try things out with.\n\nIt publishes one long signal on the sandbox's market shortly after you follow it: a stop 0.6 % below, targets 0.4 % and 0.8 % above, the stop moved to entry after the first. It is no advice and no trading idea.",
  category: null,
  timeframe: "15m",
  price: { amount: 0, currency: "USD" },
  plan: { stopPct: "0.6", targetPcts: ["0.4", "0.8"], hours: 4 },
};

/** A provider to sign in as, whose payouts are set up: what he sells can be bought at once. */
export const DEMO_PROVIDER: SandboxProvider = {
  email: "demo-desk@heliograph.test",
  name: "Demo Desk (sandbox)",
  role: "PROVIDER",
};

const DEMO_WORDS =
  "This is a demonstration in the sandbox. Its record was made when the sandbox was set up: the rule walked through a generated market, every signal published and priced as any other, on a clock run fast. Nobody traded it and it promises nothing. When you follow it, it publishes one long signal within a minute.";

export const BREAKOUT: SandboxStrategy = {
  slug: "demo-channel-breakout",
  name: "Demo: Channel breakout",
  description: `Goes with the close above or below the range of three days.\n\nStop 2.5 % away, half out at 2.5 %, the rest at 6 %, the stop at entry after the first target.\n\n${DEMO_WORDS}`,
  category: "Demonstration",
  timeframe: "1h",
  price: { amount: 1_900, currency: "USD" },
  plan: { stopPct: "2.5", targetPcts: ["2.5", "6"], hours: 120 },
};

export const PULLBACK: SandboxStrategy = {
  slug: "demo-trend-pullback",
  name: "Demo: Trend pullback",
  description: `Buys a dip of 1 % under the half-day average while the five-day average rises, and the reverse.\n\nStop 2 % away, half out at 2 %, the rest at 4 %, the stop at entry after the first target.\n\n${DEMO_WORDS}`,
  category: "Demonstration",
  timeframe: "1h",
  price: { amount: 900, currency: "USD" },
  plan: { stopPct: "2", targetPcts: ["2", "4"], hours: 96 },
};

/** Every strategy of the sandbox, with whose it is. */
export const SANDBOX_STRATEGIES: readonly {
  readonly provider: SandboxProvider;
  readonly strategy: SandboxStrategy;
}[] = [
  { provider: FREE_PROVIDER, strategy: FREE_STRATEGY },
  { provider: DEMO_PROVIDER, strategy: BREAKOUT },
  { provider: DEMO_PROVIDER, strategy: PULLBACK },
];
