import { ok, wholeOf } from "../../answers.ts";
import type { VenueMarket } from "../../core/listing.ts";
import type { Asked, VenueAnswer } from "../../protocol.ts";

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Milliseconds of `1m`, `4h`, `1d`; null: not an interval. */
export function intervalMs(text: string | undefined): number | null {
  const [, count, unit = ""] = /^(\d{1,3})([mhdw])$/.exec(text ?? "") ?? [];
  return count === undefined ? null : Number(count) * (UNIT_MS[unit] ?? 0);
}

/** Candles as Binance's twelve fields, spot and futures alike. */
export async function klines(
  { candles, param }: Asked,
  market: VenueMarket,
  refused: VenueAnswer,
): Promise<VenueAnswer> {
  const ms = intervalMs(param("interval"));
  if (ms === null) return refused;
  const range = {
    from: wholeOf(param("startTime")),
    to: wholeOf(param("endTime")),
    limit: Math.min(wholeOf(param("limit")) ?? 500, 1_000),
  };
  const bars = (await candles?.bars(market, ms, range)) ?? [];
  return ok(
    bars.map(([at, open, high, low, close, volume]) => [
      at,
      open,
      high,
      low,
      close,
      volume,
      at + ms - 1,
      "0",
      0,
      "0",
      "0",
      "0",
    ]),
  );
}
