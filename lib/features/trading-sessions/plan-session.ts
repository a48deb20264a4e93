import { type AccountInput, settingsOf } from "@/lib/features/backtests/run-settings";
import { strategyByName } from "@/lib/features/backtests/strategies";
import { readableSeries } from "@/lib/features/candles/queries";
import { EXCHANGES } from "@/lib/kernel/exchange-name";
import { done, type FieldErrors, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { settingsFaults, tickFault } from "@/lib/trading/engine/settings-faults";
import type { MarketKind } from "@/lib/trading/market/instrument";
import { parseSymbol } from "@/lib/trading/market/symbol";
import { TIMEFRAME_MS, type Timeframe } from "@/lib/trading/market/timeframe";
import { readParameters } from "@/lib/trading/strategies/read-parameters";
import type { MarketKey, SessionPlan } from "./trading-session.ts";

/** What a session is asked for with, as the API takes it. */
export interface SessionWish extends Omit<AccountInput, "closeAtEnd"> {
  readonly strategy: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
}

/** Checks a wish against the strategy's table and the market, and fills in what was left out as a backtest does. */
export async function planSession(
  ctx: Pick<Ctx, "db" | "config" | "prices">,
  wish: SessionWish,
): Promise<Result<SessionPlan, "invalid">> {
  const strategy = strategyByName(wish.strategy);
  if (strategy === null) return field("strategy", `There is no strategy ${wish.strategy}.`);
  const parameters = readParameters(strategy.parameters, wish.parameters ?? {}, strategy.check);
  if (!parameters.ok) return refuse("invalid", parameters.detail, atParameters(parameters.fieldErrors ?? {}));
  const found = await findMarket(ctx, wish);
  if (!found.ok) return found;
  const { key, market } = found.value;
  const settings = settingsOf(wish, market);
  const [fault] = Object.entries(settingsFaults({ ...settings, barMs: TIMEFRAME_MS[key.timeframe], funding: null }));
  if (fault !== undefined) return field(fault[0] === "cash" ? "initialCapital" : fault[0], fault[1]);
  const price = await ctx.prices.latest(key.exchange, key.symbol);
  const coarse = price === null ? null : tickFault(Number(price.bid), settings.tick);
  if (coarse !== null) return field("tick", coarse);
  return done({ strategy: strategy.name, parameters: parameters.value, ...key, settings });
}

/** `BTCUSDT` is the spot pair; in a replay the perpetual where only that is stored. What an exchange lists, the worker asks it. */
async function findMarket(
  { db, config }: Pick<Ctx, "db" | "config">,
  { exchange, symbol, timeframe }: SessionWish,
): Promise<Result<{ readonly key: MarketKey; readonly market: MarketKind }, "invalid">> {
  const spot = parseSymbol(symbol);
  if (!spot.ok) return field("symbol", spot.detail ?? "This symbol is not known.");
  const keyOf = (parsed: typeof spot.value) => ({
    key: { exchange, symbol: parsed.symbol, timeframe },
    market: parsed.market,
  });
  if (config.marketSource === "exchange") {
    // The market's feed opens what is asked for and keeps it: any of ccxt's hundred by a user's word would fill its memory.
    if (!EXCHANGES.some((id) => id === exchange)) return field("exchange", `Choose one of ${EXCHANGES.join(", ")}.`);
    return done(keyOf(spot.value));
  }
  const swap = parseSymbol(symbol, "swap");
  for (const parsed of swap.ok ? [spot, swap] : [spot]) {
    const one = keyOf(parsed.value);
    if ((await readableSeries(db, one.key)) !== null) return done(one);
  }
  return field(
    "symbol",
    `There are no candles of ${exchange} ${spot.value.symbol} in ${timeframe}, so none can be replayed. Choose a series that is stored.`,
  );
}

function field(name: string, fault: string) {
  return refuse("invalid", fault, { [name]: [fault] });
}

function atParameters(errors: FieldErrors): FieldErrors {
  return Object.fromEntries(
    Object.entries(errors).map(([name, faults]) => [name === "parameters" ? name : `parameters.${name}`, faults]),
  );
}
