import { RefreshWhile } from "@/components/candles/refresh-while";
import { Badge } from "@/components/ui/badge";
import { plural } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";
import type { OwnStop } from "@/lib/features/orders/own-stop";
import { exchangeName } from "@/lib/kernel/exchange-name";

/** How far a stop of one's own trading has come, exchange by exchange: "Stopped" is what the exchange showed, never what we believe. */
export function StopState({ stop }: { readonly stop: OwnStop }) {
  return (
    <Panel
      title={stop.stopped ? "Your live trading is stopped" : "Your live trading is being stopped"}
      sub={
        <span className="text-caption text-ink-3">
          {stop.reason} Nothing new is opened. {stop.positions === "close" ? "Positions are closed." : KEPT} Going live
          again, with your second factor, ends the stop.
        </span>
      }
      flush
    >
      <RefreshWhile active={!stop.stopped} />
      <ul aria-label="Exchanges being stopped" className="divide-y divide-line">
        {stop.accounts.map(({ keyId, exchange, maskedKey, done, orders, positions, confirmed }) => (
          <li key={keyId} className="flex flex-wrap items-center gap-3 py-3">
            <span className="min-w-0 flex-1">
              {exchangeName(exchange)} <span className="mono text-ink-2">{maskedKey}</span>
              {!done && (
                <span className="block text-caption text-ink-3">
                  {[
                    ...(orders > 0 ? [`${plural(orders, "order")} to be taken back`] : []),
                    ...(stop.positions === "close" && positions > 0
                      ? [`${plural(positions, "position")} to close`]
                      : []),
                    ...(confirmed ? [] : ["the exchange has not confirmed it yet; we keep asking"]),
                  ].join(", ")}
                </span>
              )}
            </span>
            <Badge tone={done ? "ok" : "warn"}>{done ? "Stopped" : "Stopping"}</Badge>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const KEPT = "Positions are kept, and we hold their stops.";
