/** Volume of a bar times where its close lies in its range: -1 at the low, 1 at the high; 0 for a bar without a range. */
export function moneyFlowOf(high: number, low: number, close: number, volume: number): number {
  return high > low ? ((close - low - (high - close)) / (high - low)) * volume : 0;
}
