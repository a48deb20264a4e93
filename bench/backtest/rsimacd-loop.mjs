// The yardstick's hand-tuned loop over the combinations of combinations.ts, one after the other in one process, one core: indicators and
// trades of each, as its own single run does them. The loop itself is read from ../shared/bench.
//   node rsimacd-loop.mjs CORE.mjs BARS.bin COMBOS REPS
const [core, file, combos, reps] = process.argv.slice(2);
const { loadBin, macd, rsi, rsimacdBacktest } = await import(core);
const range = (from, to, step) => Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, n) => from + n * step);
const [fasts, slows, signals, strengths] =
  +combos <= 100
    ? [[12], range(20, 32, 3), [7, 9], range(8, 26, 2)]
    : [range(8, 16, 2), range(20, 32, 3), range(7, 13, 2), range(8, 26, 2)];
const { n, open, high, low, close } = loadBin(file);
const column = () => new Float64Array(n);
const [strength, line, signal, scratch, equity] = [column(), column(), column(), column(), column()];
const times = [];
let best = null;
for (let turn = 0; turn < +reps; turn++) {
  const before = performance.now();
  best = null;
  for (const fast of fasts)
    for (const slow of slows)
      for (const last of signals)
        for (const window of strengths) {
          rsi(close, window, strength);
          macd(close, fast, slow, last, line, signal, scratch);
          const found = rsimacdBacktest(open, high, low, close, strength, line, signal, equity);
          if (best === null || found.pnl > best.pnl) best = { ...found, set: [fast, slow, last, window] };
        }
  times.push(performance.now() - before);
}
console.log(
  JSON.stringify({
    contestant: "js-loop",
    opt_ms: Math.min(...times),
    ...best,
    rss_mb: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);
