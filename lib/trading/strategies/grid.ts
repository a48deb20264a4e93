import { atr } from "../indicators/atr.ts";
import { dmi } from "../indicators/dmi.ts";
import type { Sizing } from "../orders/order.ts";
import { distanceLevels, percentLevels, spreadLevels } from "./grid-levels.ts";
import { multiple, period } from "./parameter-kinds.ts";
import type { BarStrategy, BarView, Desk, Parameter, ParameterValues } from "./strategy.ts";
import { choiceOf, flagOf, numberOf, numbersOf } from "./values.ts";

const price = (label: string): Parameter => ({ kind: "number", label, default: 0, min: 0, max: 1e9, step: 0.01 });
const whole = (label: string, value: number, min: number, max: number): Parameter => ({
  kind: "number",
  label,
  default: value,
  min,
  max,
  step: 1,
  whole: true,
});

/**
 * A long grid. One leg a level but the last: at each close (never the first bar's) an idle leg below the price rests a buy limit at its
 * level; what it buys is sold at the next level, or `takeProfitPct` above its own, from the bar after the fill on; then the leg may be
 * armed again. Levels are given, spread from `low` to `high`, or laid around the price by percent or ATR.
 */
export const grid: BarStrategy = {
  kind: "bars",
  name: "grid",
  title: "Grid",
  description:
    "Rests buy orders at levels below the price and sells each leg one level higher; can be laid around the price, capped, and held back while a trend is strong.",
  parameters: {
    levels: {
      kind: "numbers",
      label: "Levels (empty: made from what follows)",
      default: [],
      min: 1e-12,
      max: 1e9,
      maxLength: 500,
    },
    low: price("Lowest level (0 with highest 0: laid around the price)"),
    high: price("Highest level"),
    count: whole("Number of levels", 16, 2, 500),
    spacing: {
      kind: "choice",
      label: "Distance of levels around the price",
      default: "percent",
      choices: ["percent", "atr"],
    },
    spacingPct: { kind: "number", label: "Distance, percent", default: 1, min: 0.01, max: 50, step: 0.1 },
    spacingAtr: multiple("Distance, ATRs", 1, 0.1),
    atr: period("ATR, bars", 14),
    recentre: { kind: "flag", label: "Lay it anew when the price has left it and nothing is held", default: true },
    takeProfitPct: {
      kind: "number",
      label: "Take profit a leg, percent (0: the next level)",
      default: 0,
      min: 0,
      max: 100,
      step: 0.1,
    },
    reentry: { kind: "flag", label: "Arm a leg again after its sale", default: true },
    cap: whole("Legs held or armed at once (0: all)", 0, 0, 500),
    adxMax: {
      kind: "number",
      label: "No new legs while ADX is above (0: always)",
      default: 0,
      min: 0,
      max: 100,
      step: 1,
    },
    adx: period("ADX, bars", 14),
    legPct: {
      kind: "number",
      label: "A leg in percent of free cash (0: the run's own size)",
      default: 0,
      min: 0,
      max: 100,
      step: 1,
    },
  },
  check(parameters) {
    const levels = numbersOf(parameters, "levels");
    if (levels.length === 1) return "levels needs at least 2 prices";
    const disorder = levels.findIndex((level, j) => j > 0 && level <= (levels[j - 1] ?? 0));
    if (disorder > 0) return `levels must rise: ${levels[disorder]} follows ${levels[disorder - 1]}`;
    const [low, high] = [numberOf(parameters, "low"), numberOf(parameters, "high")];
    if (levels.length === 0 && (low > 0 || high > 0) && low >= high)
      return `low (${low}) must be less than high (${high})`;
    if (levels.length === 0 && high > 0 && low === 0) return "low must be above 0 when high is given";
    return null;
  },
  entriesMax: (parameters) => Math.max(numbersOf(parameters, "levels").length, numberOf(parameters, "count")),
  studies: (parameters) => ({
    atr: atr(numberOf(parameters, "atr")),
    trend: dmi(numberOf(parameters, "adx"), numberOf(parameters, "adx")),
  }),
  start(parameters, lines) {
    const range = lines["atr"];
    const strength = lines["trend.adx"];
    const adxMax = numberOf(parameters, "adxMax");
    const cap = numberOf(parameters, "cap");
    const given = givenLevels(parameters);
    const recentre = given === null && flagOf(parameters, "recentre");
    const legs = createLegs(parameters);
    if (given !== null) legs.lay(given);
    return (bar, desk) => {
      if (bar.index === 0) return;
      const { levels } = legs;
      const isOutside = bar.close < (levels[0] ?? 0) || bar.close > (levels.at(-1) ?? 0);
      if (given === null && (levels.length === 0 || (recentre && isOutside && bar.qty === 0))) {
        desk.cancelAll();
        legs.lay(levelsAround(parameters, bar.close, range?.now ?? Number.NaN));
      }
      if (adxMax > 0 && !((strength?.now ?? Number.NaN) <= adxMax)) return legs.rest(bar, desk);
      if (cap > 0) legs.rest(bar, desk);
      legs.arm(bar, desk);
    };
  },
};

interface Legs {
  readonly levels: readonly number[];
  /** Begins anew with these levels; nothing may be held or wait. */
  lay(levels: readonly number[]): void;
  /** Takes back what waits. */
  rest(bar: BarView, desk: Desk): void;
  /** Rests a buy at each idle level below the close, the nearest first. */
  arm(bar: BarView, desk: Desk): void;
}

function createLegs(parameters: ParameterValues): Legs {
  const cap = numberOf(parameters, "cap");
  const reentry = flagOf(parameters, "reentry");
  const takeProfit = numberOf(parameters, "takeProfitPct") / 100;
  const legPct = numberOf(parameters, "legPct");
  const sizing: Sizing | null = legPct > 0 ? { type: "equityPct", value: legPct } : null;
  let levels: readonly number[] = [];
  let armed = new Uint8Array(0);
  let spent = new Uint8Array(0);

  /** A leg that was armed and is idle again has been sold. */
  const settle = (bar: BarView): void => {
    for (let j = 0; j < armed.length; j++) {
      if (armed[j] === 1 && !bar.isBusy(j)) {
        armed[j] = 0;
        if (!reentry) spent[j] = 1;
      }
    }
  };
  return {
    get levels() {
      return levels;
    },
    lay(next) {
      levels = next;
      armed = new Uint8Array(Math.max(0, next.length - 1));
      spent = new Uint8Array(armed.length);
    },
    rest(bar, desk) {
      settle(bar);
      desk.cancelAll();
      for (let j = 0; j < armed.length; j++) if (armed[j] === 1 && !bar.isBusy(j)) armed[j] = 0;
    },
    arm(bar, desk) {
      settle(bar);
      let busy = armed.reduce((sum, one) => sum + one, 0);
      for (let j = armed.length - 1; j >= 0 && (cap === 0 || busy < cap); j--) {
        const level = levels[j] ?? Number.NaN;
        if (armed[j] === 1 || spent[j] === 1 || !(bar.close > level)) continue;
        desk.enter({
          side: "long",
          type: "limit",
          limit: level,
          targets: [{ price: takeProfit > 0 ? level * (1 + takeProfit) : (levels[j + 1] ?? Number.NaN), fraction: 1 }],
          protectFrom: "nextBar",
          tag: j,
          ...(sizing === null ? {} : { sizing }),
        });
        armed[j] = 1;
        busy++;
      }
    },
  };
}

/** null: the levels are laid around the price. */
function givenLevels(parameters: ParameterValues): readonly number[] | null {
  const levels = numbersOf(parameters, "levels");
  if (levels.length > 0) return levels;
  const high = numberOf(parameters, "high");
  return high > 0 ? spreadLevels(numberOf(parameters, "low"), high, numberOf(parameters, "count")) : null;
}

/** No levels while the ATR is not defined yet. */
function levelsAround(parameters: ParameterValues, centre: number, range: number): readonly number[] {
  const count = numberOf(parameters, "count");
  if (choiceOf(parameters, "spacing") === "percent")
    return percentLevels(centre, numberOf(parameters, "spacingPct"), count);
  return range > 0 ? distanceLevels(centre, range * numberOf(parameters, "spacingAtr"), count) : [];
}
