import { ema } from "../indicators/ema.ts";
import { averageCross } from "./average-cross.ts";

/** Long when the fast exponential average rises above the slow one; out, or short, when it falls below. */
export const emaCross = averageCross(
  {
    name: "ema-cross",
    title: "EMA cross",
    description:
      "Buys when a fast exponential moving average rises above a slow one and leaves, or turns short, when it falls below.",
  },
  ema,
);
