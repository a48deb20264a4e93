// A callback at each bar, and hardly a trade: what the calls themselves cost.
export default {
  kind: "bars",
  name: "holds",
  title: "Buys and holds",
  description: "Buys once the average is defined and never sells.",
  parameters: {},
  studies: (_parameters, ta) => ({ fast: ta.sma(10), slow: ta.sma(30) }),
  start:
    (_parameters, { fast }) =>
    (bar, desk) => {
      if (bar.position === 0 && fast.now > 0) desk.buy();
    },
};
