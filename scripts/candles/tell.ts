import type { CandleSeries } from "@/lib/features/candles/candle-series";
import { toIso, utcMs } from "@/lib/kernel/time";

/** Span, bars and gaps of a series in words. */
export function spanText({ bars, gaps, fromMs, toMs, source }: CandleSeries): string {
  const holes = gaps === 0 ? "no gaps" : `${gaps} ${gaps === 1 ? "gap" : "gaps"}`;
  return `${bars} bars, ${iso(fromMs)} to ${iso(toMs)}, ${holes}${source === "generated" ? ", GENERATED" : ""}`;
}

export function forMachines({ fromMs, toMs, ...series }: CandleSeries): object {
  return { ...series, from: iso(fromMs), to: iso(toMs) };
}

/** "12 new, 3 already there", and what took another's place. */
export function countText({ added, present, replaced }: { added: number; present: number; replaced: number }): string {
  return `${added} new, ${present} already there${replaced === 0 ? "" : `, ${replaced} replaced`}`;
}

/** Why a file or series is refused, with the option that mends it. */
export function refusalText(refused: {
  readonly reason: string;
  readonly detail?: string;
  readonly fieldErrors?: object;
}): string {
  const [field] = Object.keys(refused.fieldErrors ?? {});
  const hint =
    refused.reason === "overlap_differs"
      ? " (--replace puts the file's values in their place)"
      : / missing before it \(/.test(refused.detail ?? "")
        ? " (--allow-gaps takes it all the same)"
        : "";
  return `${refused.detail ?? refused.reason}${field === undefined ? hint : `; give --${field}`}`;
}

export function iso(at: number): string {
  return toIso(utcMs(at));
}
