import { SIZING_WORDS } from "@/components/backtests/computed-with";
import { parameterWords } from "@/components/backtests/words";
import { formatDateTime, formatNumber, formatPercent } from "@/components/ui/format";
import { KeyValues, Panel } from "@/components/ui/panel";
import type { SessionDetail } from "@/lib/features/trading-sessions/view";

/** All that a backtest over the same candles needs for the same trades. */
export function SessionSettingsPanel({ session }: { readonly session: SessionDetail }) {
  const { settings } = session;
  return (
    <Panel title="What it trades with">
      <KeyValues
        rows={[
          ["Parameters", parameterWords(session.parameters)],
          ["Starting capital", formatNumber(settings.cash, 2)],
          ["Sizing", SIZING_WORDS[settings.sizing.type](settings.sizing.value)],
          ["Fee a side", formatPercent(settings.takerFee * 100, { digits: 3 })],
          ["Slippage", `${formatNumber(settings.slippageBps, 1)} bps`],
          ["Leverage", `${formatNumber(settings.leverage, 1)}×`],
          ["Funding", settings.market === "spot" ? "none, spot" : "as it was paid"],
          ["Fill mode", settings.fillMode],
          ["Engine", settings.engineVersion],
          ["First candle, UTC", formatDateTime(session.firstBarAt).slice(0, 16)],
          [
            "Last close, UTC",
            session.lastCloseAt === null ? "none yet" : formatDateTime(session.lastCloseAt).slice(0, 16),
          ],
        ]}
      />
    </Panel>
  );
}
