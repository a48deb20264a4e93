import type { RunTask } from "@/lib/ports/compute";
import { DEFAULT_SETTINGS } from "@/lib/trading/engine/settings";
import { emptyBars } from "@/lib/trading/market/bars";

const BARS = 5_000;
const BAR_MS = 60_000;

/** A run over a made-up wave: long enough that what every run goes through is compiled, short enough to be over in milliseconds. */
export function warmUpTask(): RunTask {
  const bars = emptyBars(BARS);
  for (let i = 0; i < BARS; i += 1) {
    const price = 100 + 10 * Math.sin(i / 40) + 3 * Math.sin(i / 7);
    bars.time[i] = i * BAR_MS;
    bars.open[i] = price;
    bars.high[i] = price + 1;
    bars.low[i] = price - 1;
    bars.close[i] = price + Math.sin(i);
    bars.volume[i] = 1;
  }
  return {
    bars,
    strategy: { name: "sma-cross" },
    parameters: { fast: 10, slow: 30, mode: "reverse" },
    settings: { ...DEFAULT_SETTINGS, barMs: BAR_MS },
  };
}
