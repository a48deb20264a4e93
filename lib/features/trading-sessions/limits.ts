/** What one user may have. The only place of these numbers; every plan has the same. */
export const SESSION_LIMITS = {
  /** Running at the same time. */
  running: 10,
  /** Started on one UTC day: what ends at once can be tried again, and what is kept stays bounded. */
  startsPerDay: 50,
  /** Candles of one session: 69 days of 1m, 2.8 years of 15m. Every candle is kept, since a session is resumed and checked from them. */
  bars: 100_000,
  /** Days for which the candles of a session that has ended are kept; its trades and its last figures stay. */
  candleDays: 180,
  /** Lines of one session's log; older ones go. */
  logLines: 5_000,
} as const;
