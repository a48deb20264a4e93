import { wholeOf } from "../../answers.ts";
import { marketById, type VenueMarket } from "../../core/listing.ts";
import type { No } from "../../core/rows.ts";
import type { Asked, VenueAnswer } from "../../protocol.ts";
import { refuseBybit } from "./refusals.ts";
import { said } from "./say.ts";

export const WEEK_MS = 604_800_000;

/** `spot` or `swap` by the parameter `category`; null: neither. */
export function kindAsked({ param }: Asked): VenueMarket["kind"] | null {
  const category = param("category");
  return category === "spot" ? "spot" : category === "linear" ? "swap" : null;
}

export function marketAsked(asked: Asked): VenueMarket | undefined {
  const kind = kindAsked(asked);
  return kind === null ? undefined : marketById("bybit", kind, asked.param("symbol") ?? "");
}

export const refused = (asked: Asked, no: No): VenueAnswer => refuseBybit(no, asked.param("category"));

/** Newest first, a page at a time; the cursor is where the next one starts. */
export function paged(
  asked: Asked,
  rows: readonly object[],
  limits: { readonly usual: number; readonly most: number },
): VenueAnswer {
  const limit = Math.min(wholeOf(asked.param("limit")) ?? limits.usual, limits.most);
  const start = wholeOf(asked.param("cursor")) ?? 0;
  const list = [...rows].reverse().slice(start, start + limit);
  const nextPageCursor = start + limit < rows.length ? String(start + limit) : "";
  return said(asked, { category: asked.param("category") ?? "", nextPageCursor, list });
}

/** A span of at most seven days; without a start the last seven. */
export function spanAsked({ param, now }: Asked): { readonly from: number; readonly to: number } | "tooWide" {
  const [start, end] = [wholeOf(param("startTime")), wholeOf(param("endTime"))];
  const from = start ?? (end ?? now) - WEEK_MS;
  const to = end ?? from + WEEK_MS;
  return to - from > WEEK_MS ? "tooWide" : { from, to };
}
