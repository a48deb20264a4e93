import { toIso, utcMs } from "@/lib/kernel/time";
import { ENGINE_VERSION } from "@/lib/trading/engine/version";
import type { EvidenceClass, RunRequest } from "./backtest.ts";
import type { LoadedRun } from "./compute-run.ts";

/** Everything that a result was computed with, by the names of the API: enough to compute it again, to the bit. */
export function settingsRecord(
  request: RunRequest,
  { bars, dataHash, source, storedTimeframe, funding }: Omit<LoadedRun, "settings">,
  { evidenceClass, trialCount }: { evidenceClass: EvidenceClass; trialCount: number },
) {
  const { cash, takerFee, atEnd, ...account } = request.settings;
  return {
    strategy: request.strategy,
    parameters: request.parameters,
    exchange: request.exchange,
    symbol: request.symbol,
    timeframe: request.timeframe,
    from: toIso(utcMs(request.from)),
    to: toIso(utcMs(request.to)),
    bars: bars.length,
    initialCapital: cash,
    fee: takerFee,
    ...account,
    closeAtEnd: atEnd === "close",
    /** SPEC 5: the kernel steps on closed bars. */
    fillMode: "bar",
    funding: funding === null ? null : { events: funding.time.length },
    dataHash,
    dataSource: source,
    storedTimeframe,
    engineVersion: ENGINE_VERSION,
    seed: request.seed,
    trialCount,
    evidenceClass,
  };
}

export type SettingsRecord = ReturnType<typeof settingsRecord>;
