/** Where a symbol is traded. */
export interface MarketPlace {
  readonly exchange: string;
  readonly symbol: string;
}

/** Tick and lot of one market, plain text. */
export interface MarketStep {
  readonly tick: string;
  readonly lot: string;
}

/** Steps of the markets that a page shows, as props can carry them. */
export type MarketSteps = Readonly<Record<string, MarketStep>>;

export function marketKey({ exchange, symbol }: MarketPlace): string {
  return `${exchange} ${symbol}`;
}

/** The steps of one row's market; of one that is not known nothing, so that its figures show whole. */
export function stepsAt(steps: MarketSteps, place: MarketPlace): Partial<MarketStep> {
  return steps[marketKey(place)] ?? {};
}
