import type { Examples } from "./example.ts";

export const MARKET_AND_OPERATIONS_EXAMPLES: Examples = {
  "get /api/candles": [
    {
      as: null,
      query: {
        exchange: "binance",
        symbol: "BTC/USDT",
        timeframe: "15m",
        from: "2024-01-01T00:00:00Z",
        to: "2024-01-02T00:00:00Z",
        limit: "5",
      },
    },
  ],
  "post /api/unsubscribe": [{ as: null, query: { token: "s1.nobodys" } }],
};
