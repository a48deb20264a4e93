import { formatNumber, formatPercent } from "@/components/ui/format";
import { KeyValues, Panel } from "@/components/ui/panel";
import type { RunRequest } from "@/lib/features/backtests/backtest";
import { feesShareWords } from "./spread.tsx";
import { parameterWords } from "./words.ts";

export const SIZING_WORDS = {
  units: (value: number) => `${formatNumber(value, 4)} units`,
  quote: (value: number) => `${formatNumber(value, 2)} of quote money`,
  equityPct: (value: number) => `${formatPercent(value)} of equity`,
  riskPct: (value: number) => `${formatPercent(value)} of equity at the stop`,
} as const;

/** All that a second computation needs for the same result to the bit. */
export function ComputedWith({
  request,
  settings,
  trials,
  fees,
  grossProfit,
  trades,
}: {
  readonly request: RunRequest;
  /** What the run itself noted: data hash, engine version, seed. */
  readonly settings: Readonly<Record<string, unknown>> | null;
  readonly trials: number;
  readonly fees: number | null;
  readonly grossProfit: number | null;
  readonly trades: number;
}) {
  const { settings: asked } = request;
  const noted = (name: string): string => {
    const value = settings?.[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : "—";
  };
  return (
    <Panel title="How it was computed">
      <KeyValues
        rows={[
          ["Parameters", parameterWords(request.parameters)],
          ["Fee a side", formatPercent(asked.takerFee * 100, { digits: 3 })],
          ["Fees", feesShareWords(fees, grossProfit, trades)],
          ["Slippage", `${formatNumber(asked.slippageBps, 1)} bps`],
          ["Spread", `${formatNumber(asked.spreadBps, 1)} bps`],
          ["Funding", asked.market === "spot" ? "none, spot" : noted("funding")],
          ["Leverage", `${formatNumber(asked.leverage, 1)}×`],
          ["Sizing", SIZING_WORDS[asked.sizing.type](asked.sizing.value)],
          ["Fill mode", "bar"],
          ["Trials", formatNumber(Math.max(1, trials))],
          ["Seed", String(request.seed)],
          ["Engine", noted("engineVersion")],
          ["Data hash", <code key="hash">{short(noted("dataHash"))}</code>],
        ]}
      />
    </Panel>
  );
}

function short(hash: string): string {
  return hash.length > 14 ? `${hash.slice(0, 8)}…${hash.slice(-4)}` : hash;
}
