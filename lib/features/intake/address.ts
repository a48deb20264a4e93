import type { UtcMs } from "@/lib/kernel/time";

export interface DefaultTarget {
  readonly pct: string;
  readonly fraction: string;
}

/** What alerts of an address lack. */
export interface AddressDefaults {
  readonly market: "spot" | "swap";
  readonly exchange: string | null;
  readonly stopPct: string | null;
  readonly targets: readonly DefaultTarget[];
  readonly shorts: boolean;
  readonly alertMaxAgeSec: number;
  readonly signalMaxAgeSec: number | null;
  readonly maxSlippageBps: number | null;
}

/** An address in use, with whose it is. */
export interface Address extends AddressDefaults {
  readonly id: string;
  readonly strategyId: string;
  readonly secretHash: string | null;
  readonly ips: readonly string[];
  readonly provider: { readonly userId: string; readonly email: string; readonly name: string };
  readonly strategy: {
    readonly name: string;
    readonly supportedPairs: readonly string[];
    readonly exchanges: readonly string[];
  };
  readonly floodToldAt: UtcMs | null;
  readonly nearLimitToldAt: UtcMs | null;
}

/** Messages of an address that are kept. */
export const DELIVERIES_KEPT = 100;
/** TradingView stops an alert that fires more often than this in three minutes (tradingview.com, "Alerts: limits"). */
export const TRADINGVIEW_MAX = 15;
export const TRADINGVIEW_WINDOW_MS = 180_000;
/** From here on its provider is warned. */
export const NEAR_LIMIT = 12;
/** After so many expected messages that did not come the provider is told. */
export const SILENT_AFTER = 3;
/** From where TradingView posts (tradingview.com, "About webhooks"). */
export const TRADINGVIEW_IPS = ["52.89.214.238", "34.212.75.30", "54.218.53.128", "52.32.178.7"] as const;
