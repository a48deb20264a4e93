/** What POST /api/signals takes for a long at market on BTC/USDT; unless told, its stop and target are where no market comes. */
export function marketLong(
  strategyId: string,
  levels: { readonly stopLoss?: string; readonly target?: string } = {},
): Readonly<Record<string, unknown>> {
  return {
    strategyId,
    symbol: "BTC/USDT",
    exchange: "binance",
    market: "spot",
    side: "LONG",
    entry: { type: "market" },
    stopLoss: levels.stopLoss ?? "1",
    targets: [{ price: levels.target ?? "9000000", fraction: "1" }],
  };
}
