import { sma } from "../indicators/sma.ts";
import { averageCross } from "./average-cross.ts";

/** Long when the fast simple average rises above the slow one; out, or short, when it falls below. */
export const smaCross = averageCross(
  {
    name: "sma-cross",
    title: "SMA cross",
    description:
      "Buys when a fast simple moving average rises above a slow one and leaves, or turns short, when it falls below.",
  },
  sma,
);
