// A trade with stop and target now and then.
export default {
  kind: "bars",
  name: "brackets",
  title: "Crossing with stop and target",
  description: "Buys when the fast average crosses above the slow one, with a stop and a target.",
  parameters: {},
  studies: (_parameters, ta) => ({ fast: ta.sma(10), slow: ta.sma(30) }),
  start:
    (_parameters, { fast, slow }, on) =>
    (bar, desk) => {
      if (bar.position !== 0 || !on.crossover(fast, slow)) return;
      const targets = [{ price: bar.close * 1.01, fraction: 1 }];
      desk.enter({ side: "long", type: "market", stop: bar.close * 0.995, targets });
    },
};
