import { cache } from "react";
import type { MarketMode } from "@/components/shell/market-strip";
import { getCtx } from "@/lib/runtime/ctx";

/** Where prices come from at this moment, for the strip of every page; asked once a request. */
export const marketMode = cache(async (): Promise<MarketMode> => {
  const { config } = getCtx();
  return { sandbox: config.sandbox, source: config.marketSource, generated: false };
});
