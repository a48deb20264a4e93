import { type StepSize, stepSize } from "@/lib/trading/orders/step-size";
import type { FundingColumns, RunSettings } from "./settings.ts";

/** What the settings come to, worked out once a run. */
export interface Rules {
  readonly settings: RunSettings;
  /** Slippage and half the spread as a fraction of the price: what each market and stop fill loses. */
  readonly against: number;
  /** null unless the market pays any. */
  readonly funding: FundingColumns | null;
  readonly tick: StepSize | null;
  readonly lot: StepSize | null;
}

export function rulesOf(settings: RunSettings): Rules {
  return {
    settings,
    against: (settings.slippageBps + settings.spreadBps / 2) / 10_000,
    funding: settings.market === "swap" ? settings.funding : null,
    tick: stepSize(settings.tick),
    lot: stepSize(settings.lot),
  };
}
