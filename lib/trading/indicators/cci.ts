import { cellStudy } from "./cell-study.ts";
import { CommodityChannel } from "./cells/commodity-channel.ts";
import { checkWhole } from "./check-parameters.ts";
import type { Input, Study } from "./study.ts";

/**
 * Commodity channel index: distance from SMA(period) over 0.015 mean absolute deviations, from bar period - 1 on; NaN over a flat stretch.
 * Source: Pine ta.cci, TA-Lib CCI (which says 0 there).
 */
export function cci(period = 20, source: Input = "hlc3"): Study<"value"> {
  checkWhole("cci", "period", period, 2);
  return cellStudy("cci", source, [period], period - 1, () => new CommodityChannel(period));
}
