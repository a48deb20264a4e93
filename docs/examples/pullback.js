// Buys a pullback inside an up trend, half out when it earned its risk, the rest at three times that or at the entry price.
//   npm run backtest -- --strategy docs/examples/pullback.js --data ../shared/data/binance/BTCUSDT_1h.csv.gz --param trend=150
export default {
  kind: "bars",
  name: "pullback",
  title: "Pullback in an up trend",
  description: "Buys when the RSI turns up from below a height while the price is above a long average.",
  parameters: {
    trend: { kind: "number", label: "Trend average, bars", default: 200, min: 10, max: 1000, step: 10, whole: true },
    rsi: { kind: "number", label: "RSI, bars", default: 14, min: 2, max: 100, step: 1, whole: true },
    below: { kind: "number", label: "Pullback below this RSI", default: 40, min: 5, max: 60, step: 1 },
    stopAtr: { kind: "number", label: "Stop, ATRs below the close", default: 2, min: 0.5, max: 10, step: 0.5 },
    patience: { kind: "number", label: "Bars until we leave anyway", default: 48, min: 1, max: 500, step: 1, whole: true },
  },
  studies: ({ trend, rsi }, ta) => ({
    trend: ta.ema(trend),
    rsi: ta.rsi(rsi),
    range: ta.atr(14),
  }),
  start({ below, stopAtr, patience }, { trend, rsi, range }, on) {
    let since = 0; // memory of its own lives here, between the bars of one run
    return (bar, desk) => {
      if (bar.position !== 0) {
        since += 1;
        if (since >= patience) desk.close();
        return;
      }
      since = 0;
      if (bar.close > trend.now && on.crossover(rsi, below)) {
        const risk = stopAtr * range.now;
        desk.enter({
          side: "long",
          type: "market",
          stop: bar.close - risk,
          targets: [
            { price: bar.close + risk, fraction: 0.5 },
            { price: bar.close + 3 * risk, fraction: 0.5 },
          ],
          breakEvenAfterTarget: 1,
        });
      }
    };
  },
};
