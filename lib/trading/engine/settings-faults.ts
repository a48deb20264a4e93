import type { FundingColumns, RunSettings } from "./settings.ts";

/** What is wrong with settings, as sentences by the name of the field. Empty: a run can be computed with them. */
export function settingsFaults(settings: RunSettings): Readonly<Record<string, string>> {
  const { cash, makerFee, takerFee, slippageBps, spreadBps, leverage, maintenanceMargin, sizing, pyramiding } =
    settings;
  const faults: Record<string, string> = {};
  const must = (name: string, holds: boolean, text: string, value: unknown): void => {
    if (!holds) faults[name] = `${name} must be ${text}, not ${String(value)}`;
  };
  must("cash", cash > 0 && Number.isFinite(cash), "above 0", cash);
  must("makerFee", makerFee >= 0 && makerFee < 1, "a fraction from 0 to under 1", makerFee);
  must("takerFee", takerFee >= 0 && takerFee < 1, "a fraction from 0 to under 1", takerFee);
  must("slippageBps", slippageBps >= 0 && slippageBps <= 5_000, "from 0 to 5,000", slippageBps);
  must("spreadBps", spreadBps >= 0 && spreadBps <= 5_000, "from 0 to 5,000", spreadBps);
  must("leverage", leverage >= 1 && Number.isFinite(leverage), "1 or more", leverage);
  if (settings.market === "spot") must("leverage", leverage === 1, "1 on spot", leverage);
  else {
    const margin = 1 / leverage;
    const text = `from 0 to under the margin of an entry, 1 / ${leverage}`;
    must("maintenanceMargin", maintenanceMargin >= 0 && maintenanceMargin < margin, text, maintenanceMargin);
  }
  must("sizing", sizing.value > 0 && Number.isFinite(sizing.value), "above 0", sizing.value);
  for (const name of ["tick", "lot", "minNotional"] as const) {
    must(name, settings[name] >= 0 && Number.isFinite(settings[name]), "0 or more", settings[name]);
  }
  must("pyramiding", Number.isInteger(pyramiding) && pyramiding >= 1, "a whole number from 1 on", pyramiding);
  must("barMs", settings.barMs > 0 && Number.isFinite(settings.barMs), "above 0", settings.barMs);
  const fault = settings.funding === null ? null : fundingFault(settings.funding);
  if (fault !== null) faults["funding"] = fault;
  return faults;
}

/**
 * A tick above the price is not that market's: a sale would round down to nothing, a purchase up to many times its price. In words, or null;
 * `lowest` is the lowest price of what is traded on.
 */
export function tickFault(lowest: number, tick: number): string | null {
  return lowest >= tick ? null : `tick must be at most the lowest price of the bars, ${lowest}, not ${tick}`;
}

function fundingFault({ time, rate }: FundingColumns): string | null {
  if (time.length !== rate.length) return `funding has ${time.length} times and ${rate.length} rates`;
  for (let row = 0; row < time.length; row += 1) {
    if (!Number.isFinite(rate[row])) return `funding row ${row} has no rate`;
    if (row > 0 && !((time[row] ?? 0) > (time[row - 1] ?? 0)))
      return `funding row ${row} is not later than the one before it`;
  }
  return null;
}
