/** Answers that may be a little old. Values are plain JSON; null is not kept. */
export interface Cache {
  /** The kept answer, else what `load` says, kept for `freshMs`. */
  through<T>(key: string, freshMs: number, load: () => Promise<T>): Promise<T>;
  /** It changed: the next one asks anew. */
  drop(key: string): void;
}

export const STRATEGY_FRESH_MS = 300_000;
export const PRICE_FRESH_MS = 10_000;

export const strategyKey = (strategyId: string): string => `strategy:${strategyId}`;
export const priceKey = (symbol: string): string => `price:${symbol}`;
