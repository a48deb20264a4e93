// Always in the market, turned by crossings: the yardstick's `sma` as a person would write it.
export default {
  kind: "bars",
  name: "reverses",
  title: "Turns at crossings",
  description: "Long while the fast average is above the slow one, short while it is below.",
  parameters: {},
  studies: (_parameters, ta) => ({ fast: ta.sma(10), slow: ta.sma(30) }),
  start:
    (_parameters, { fast, slow }, on) =>
    (bar, desk) => {
      if (on.crossover(fast, slow)) {
        if (bar.position < 0) desk.close();
        desk.buy();
      } else if (on.crossunder(fast, slow)) {
        if (bar.position > 0) desk.close();
        desk.sell();
      }
    },
};
