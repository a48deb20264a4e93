/** What a search maximises. */
export const OBJECTIVES = ["sharpe", "calmar", "return", "profitFactor", "expectancy"] as const;
export type Objective = (typeof OBJECTIVES)[number];

/**
 * Figures of one parameter set, as metrics v1 defines them: `return` in percent, `expectancy` in quote money a trade, `maxDrawdown` in
 * percent and at most 0, `sharpe` of daily returns. Null where a figure is not defined.
 */
export interface TrialFigures {
  readonly sharpe: number | null;
  readonly calmar: number | null;
  readonly return: number | null;
  readonly profitFactor: number | null;
  readonly expectancy: number | null;
  readonly maxDrawdown: number | null;
  readonly trades: number;
}

export const FIGURES = ["sharpe", "calmar", "return", "profitFactor", "expectancy", "maxDrawdown", "trades"] as const;

/** Figures of a batch, a row a set, in the order asked for; NaN where a figure is not defined. This is what worker threads send home. */
export type FigureColumns = Readonly<Record<(typeof FIGURES)[number], Float64Array>>;

export function figuresAt(columns: FigureColumns, row: number): TrialFigures {
  const figure = (name: (typeof FIGURES)[number]): number | null => {
    const value = columns[name][row];
    return value !== undefined && Number.isFinite(value) ? value : null;
  };
  return {
    sharpe: figure("sharpe"),
    calmar: figure("calmar"),
    return: figure("return"),
    profitFactor: figure("profitFactor"),
    expectancy: figure("expectancy"),
    maxDrawdown: figure("maxDrawdown"),
    trades: figure("trades") ?? 0,
  };
}

/** The number to maximise; null where it is not defined or rests on fewer than `minTrades` trades. */
export function scoreOf(figures: TrialFigures, objective: Objective, minTrades: number): number | null {
  return figures.trades < minTrades ? null : figures[objective];
}
