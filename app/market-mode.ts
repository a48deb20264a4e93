import { cache } from "react";
import type { MarketMode } from "@/components/shell/market-strip";
import { marketIsGenerated } from "@/lib/features/candles/queries";
import { getCtx } from "@/lib/runtime/ctx";

/** Where prices come from at this moment, for the strip of every page; asked once a request. */
export const marketMode = cache(async (): Promise<MarketMode> => {
  const { config, db } = getCtx();
  const generated = config.marketSource === "replay" && (await marketIsGenerated(db));
  return { sandbox: config.sandbox, source: config.marketSource, generated };
});
