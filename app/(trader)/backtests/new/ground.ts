import type { RunFormProps } from "@/components/backtests/run-form";
import { formatDate, formatNumber, formatSymbol, symbolCoins } from "@/components/ui/format";
import { type BatchChoice, batchChoice } from "@/lib/features/backtests/batch-choice";
import type { listSeries } from "@/lib/features/candles/queries";
import { exchangeName } from "@/lib/kernel/exchange-name";
import { type Asked, listOf } from "./asked.ts";

export type Series = Awaited<ReturnType<typeof listSeries>>[number];

/** What a form stands on: the market's fields of the form, how it is chosen, and what is said of it beside. */
export interface Ground {
  readonly key: string;
  readonly form: Pick<RunFormProps, "market" | "choice" | "firstDay" | "lastDay" | "startDay" | "quote" | "swap">;
  readonly place: {
    readonly label: string;
    readonly name: string;
    readonly chosen: string;
    readonly options: readonly { readonly value: string; readonly label: string }[];
  };
  readonly facts: readonly (readonly [string, string])[];
}

/** One stored series: the one asked for, else the one with most to learn from. Null where nothing is stored. */
export function seriesGround(stored: readonly Series[], asked: Asked): Ground | null {
  const series = stored.find((one) => keyOf(one) === asked["series"]) ?? longest(stored);
  if (series === undefined) return null;
  const { exchange, symbol, timeframe } = series;
  return {
    key: keyOf(series),
    form: {
      market: { exchange, symbol, timeframe },
      firstDay: formatDate(series.fromMs),
      lastDay: formatDate(series.toMs),
      startDay: formatDate(series.fromMs),
      quote: symbolCoins(symbol).quote,
      swap: symbol.includes(":"),
    },
    place: {
      label: "Market",
      name: "series",
      chosen: keyOf(series),
      options: stored.map((one) => ({
        value: keyOf(one),
        label: `${formatSymbol(one.symbol)} · ${one.timeframe} · ${exchangeName(one.exchange)}`,
      })),
    },
    facts: [
      ["Bars stored", formatNumber(series.bars)],
      ["Gaps in them", series.gaps === 0 ? "none" : `${formatNumber(series.gaps)}, no fills in them`],
      ["Candles", series.source === "generated" ? "generated, no real market" : "real"],
    ],
  };
}

/** What one exchange has stored, to tick: the one asked for, or that of a series asked for, else the one with the longest series. */
export function batchGround(stored: readonly Series[], asked: Asked): Ground | null {
  const exchanges = [...new Set(stored.map(({ exchange }) => exchange))];
  const wanted = stored.find((one) => keyOf(one) === asked["series"])?.exchange ?? asked["exchange"];
  const exchange = exchanges.find((one) => one === wanted) ?? longest(stored)?.exchange;
  const choice = exchange === undefined ? null : batchChoice(stored, exchange);
  if (choice === null) return null;
  const quotes = [...new Set(choice.symbols.map(({ symbol }) => symbolCoins(symbol).quote))];
  const own = stored.filter((series) => series.exchange === choice.exchange);
  return {
    key: choice.exchange,
    form: {
      market: { exchange: choice.exchange },
      choice: ticksOf(choice, asked),
      firstDay: formatDate(choice.fromMs),
      lastDay: formatDate(choice.toMs),
      startDay: formatDate(choice.sharedFromMs),
      quote: quotes.length === 1 ? (quotes[0] ?? "") : "quote money",
      swap: choice.symbols.some(({ symbol }) => symbol.includes(":")),
    },
    place: {
      label: "Exchange",
      name: "exchange",
      chosen: choice.exchange,
      options: exchanges.map((name) => ({ value: name, label: name })),
    },
    facts: [
      ["Series stored", formatNumber(own.length)],
      ["All have bars from", formatDate(choice.sharedFromMs)],
      ["Candles", own.some(({ source }) => source === "generated") ? "some generated, no real market" : "real"],
    ],
  };
}

const TICKED_MAX = 10;

function ticksOf({ symbols, timeframes }: BatchChoice, asked: Asked): NonNullable<RunFormProps["choice"]> {
  const [wantedSymbols, wantedTimeframes] = [listOf(asked, "symbols"), listOf(asked, "timeframes")];
  const usual = timeframes.find((name) => name === "1h") ?? timeframes.at(-1);
  return {
    symbols: symbols.map(({ symbol, timeframes: stored }, at) => ({
      value: symbol,
      label: formatSymbol(symbol),
      hint: `Stored: ${stored.join(", ")}; longer ones are made of them`,
      ticked: wantedSymbols.length === 0 ? at < TICKED_MAX : wantedSymbols.includes(symbol),
    })),
    timeframes: timeframes.map((name) => ({
      value: name,
      label: name,
      ticked: wantedTimeframes.length === 0 ? name === usual : wantedTimeframes.includes(name),
    })),
  };
}

function keyOf({ exchange, symbol, timeframe }: Pick<Series, "exchange" | "symbol" | "timeframe">): string {
  return `${exchange} ${symbol} ${timeframe}`;
}

/** The longest of a real market; of a generated one where there is no other. */
function longest(stored: readonly Series[]): Series | undefined {
  const real = stored.filter(({ source }) => source !== "generated");
  return (real.length > 0 ? real : stored).reduce<Series | undefined>(
    (most, one) => (most === undefined || one.bars > most.bars ? one : most),
    undefined,
  );
}
