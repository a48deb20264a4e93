import { CRASH_POINTS, type CrashPoint } from "@/lib/features/orders/order-ctx";
import { VENUES } from "@/lib/integrations/ccxt/trade/venues/venues";
import { FAULT_KINDS, type FaultKind } from "@/lib/integrations/local/venue/faults/fault";

/** What goes wrong in one run: one kind of fault, or a kill -9 at one point. */
export type Mishap =
  | { readonly type: "fault"; readonly kind: FaultKind }
  | { readonly type: "crash"; readonly point: CrashPoint };

export const MISHAPS: readonly Mishap[] = [
  ...FAULT_KINDS.map((kind) => ({ type: "fault" as const, kind })),
  ...CRASH_POINTS.map((point) => ({ type: "crash" as const, point })),
];

export function nameOf(mishap: Mishap): string {
  return mishap.type === "fault" ? mishap.kind : mishap.point;
}

export interface Stage {
  readonly exchange: string;
  readonly market: "spot" | "swap";
  /** Whether a protective stop rests at the venue there; else the worker holds it. */
  readonly restingStop: boolean;
  readonly streams: boolean;
}

const AT = ["binance", "bybit", "mexc", "bitget"];

export const STAGES: readonly Stage[] = VENUES.filter(({ abilities }) => AT.includes(abilities.id)).flatMap(
  ({ abilities }) =>
    abilities.markets.map((market) => ({
      exchange: abilities.id,
      market,
      restingStop: abilities.restingStop[market],
      streams: abilities.privateStream,
    })),
);

const NEEDS_STOP: readonly string[] = ["handCancel", "stop_placed", "cancel_sent"];

/** Whether it can happen there at all: a venue without private streams drops none. */
export function offers(stage: Stage, mishap: Mishap): boolean {
  const name = nameOf(mishap);
  if (NEEDS_STOP.includes(name)) return stage.restingStop;
  if (name === "handLeverage") return stage.market === "swap";
  if (name.startsWith("socket")) return stage.streams;
  // Only Bybit accepts first and rejects later (RELIABILITY 3.2).
  return name !== "lateReject" || stage.exchange === "bybit";
}

/** Limits of an address concern every account of the exchange, so such a run has an exchange of its own; so has one whose process dies. */
export function isAlone(mishap: Mishap): boolean {
  return mishap.type === "crash" || mishap.kind === "limited" || mishap.kind === "banned";
}
