import { AppError } from "@/lib/kernel/errors";
import { type StepSize, stepSize } from "@/lib/trading/orders/step-size";
import type { FundingColumns, RunSettings } from "./settings.ts";
import { settingsFaults } from "./settings-faults.ts";

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

/** @throws AppError "invalid", by field, for settings that no run can be computed with */
export function rulesOf(settings: RunSettings): Rules {
  const faults = Object.entries(settingsFaults(settings));
  if (faults.length > 0) {
    throw new AppError("invalid", faults.map(([, fault]) => fault).join("; "), {
      fieldErrors: Object.fromEntries(faults.map(([name, fault]) => [name, [fault]])),
    });
  }
  return {
    settings,
    against: (settings.slippageBps + settings.spreadBps / 2) / 10_000,
    funding: settings.market === "swap" ? settings.funding : null,
    tick: stepSize(settings.tick),
    lot: stepSize(settings.lot),
  };
}
