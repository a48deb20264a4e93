import type { FaultRule } from "@/lib/integrations/local/venue/faults/fault";
import { createRandom, type Random, seedOf } from "@/lib/kernel/random";
import { COINS, type Coin } from "./coins.ts";
import { armedFor } from "./faults.ts";
import { MISHAPS, type Mishap, nameOf, offers, STAGES, type Stage } from "./mishaps.ts";

/** One run, whole: a pure function of its seed and of what the command line fixes. */
export interface Scenario {
  readonly seed: number;
  readonly mishap: Mishap;
  readonly stage: Stage;
  readonly coin: Coin;
  readonly symbol: string;
  readonly side: "LONG" | "SHORT";
  readonly rules: readonly FaultRule[];
  /** The crash comes in the second life, once the first trade is held: at its exits rather than at its entry. */
  readonly late: boolean;
  /** The user cancels the stop so often. */
  readonly handCancels: number;
  /** A withdrawal takes coins that a trade holds, not money. */
  readonly withdrawsCoins: boolean;
  /** The trade by hand takes half of what is held away, and its user has it counted in; else it adds and stays his. */
  readonly handShrinks: boolean;
  /** The user sets the leverage of the swap to it, before the first entry and again while that is held; null: he leaves it alone. */
  readonly handLeverage: number | null;
  readonly first: FirstTrade;
  /** How both trades end. `hold`: they stay open, protected at the venue. */
  readonly end: "close" | "stop" | "hold";
  /** Closed by the user's kill switch, not trade by trade. */
  readonly kills: boolean;
}

export interface FirstTrade {
  readonly entry: "market" | "resting";
  /** The same plan so often at once, and by the parent process at the same time. */
  readonly times: number;
  readonly race: boolean;
  /** The same plan once more, after the trade went its way. */
  readonly again: boolean;
  /** Parts of what was entered that targets take. */
  readonly ladder: readonly string[];
  readonly movesStop: boolean;
}

/** What the command line fixes. */
export interface Fixed {
  readonly only?: string | undefined;
  readonly venue?: string | undefined;
}

/** Less and more than an entry is planned with. */
const HAND_LEVERAGES: readonly number[] = [2, 50];
const LADDERS: readonly (readonly string[])[] = [[], ["0.5"], ["0.3", "0.3"]];

export function scenarioOf(seed: number, { only, venue }: Fixed): Scenario {
  const mishap = MISHAPS.find((one) => nameOf(one) === only) ?? at(MISHAPS, seed);
  const stage = stageOf(seed, mishap, venue);
  const random = createRandom(seedOf(0x5eed, seed));
  const coin = at(COINS, random.below(COINS.length));
  const name = nameOf(mishap);
  const rules = armedFor(mishap, stage, random);
  const cancels = name === "cancel_sent" || rules.some(({ op }) => op === "cancel");
  const handCancels = name === "handCancel" ? 1 + random.below(2) : 0;
  // Drawn in this order, which is what a seed means.
  const side = stage.market === "swap" && random.below(2) === 0 ? "SHORT" : "LONG";
  const late = mishap.type === "crash" && mishap.point !== "lock_lost" && random.below(2) === 0;
  const coinsGo = name === "handWithdraw" && stage.market === "spot" && !stage.restingStop;
  const withdrawsCoins = coinsGo && random.below(2) === 0;
  const first = firstTrade(random, name, stage, cancels);
  const end = endOf(random, stage, handCancels);
  // Coins that a stop binds cannot be sold by hand either.
  const mayShrink = name === "handTrade" && (stage.market === "swap" || !stage.restingStop);
  const handShrinks = mayShrink && random.below(2) === 0;
  const handLeverage = name === "handLeverage" ? at(HAND_LEVERAGES, random.below(HAND_LEVERAGES.length)) : null;
  return {
    ...{ seed, mishap, stage, coin, side, rules, late, handCancels, withdrawsCoins, handShrinks },
    ...{ handLeverage, first, end },
    symbol: stage.market === "spot" ? `${coin.base}/USDT` : `${coin.base}/USDT:USDT`,
    kills: end === "close" && !withdrawsCoins && seed % 3 === 0,
  };
}

function firstTrade(random: Random, name: string, stage: Stage, cancels: boolean): FirstTrade {
  return {
    // Faults of a fill strike the entry while it is sent: at the market.
    entry: random.below(4) === 0 && name !== "partial" && name !== "staleTicker" ? "resting" : "market",
    times: 1 + random.below(4),
    race: random.below(2) === 0,
    again: random.below(2) === 0,
    ladder: at(LADDERS, random.below(LADDERS.length)),
    movesStop: cancels || (stage.restingStop && random.below(2) === 0),
  };
}

function endOf(random: Random, stage: Stage, handCancels: number): Scenario["end"] {
  // After the second cancel the worker holds the stop: the price shows that it does.
  if (handCancels > 1) return "stop";
  const ends = stage.restingStop ? (["close", "stop", "hold"] as const) : (["close", "stop"] as const);
  return at(ends, random.below(ends.length));
}

/** @throws Error where nothing that was asked for offers it */
function stageOf(seed: number, mishap: Mishap, venue: string | undefined): Stage {
  const stages = STAGES.filter((stage) => venue === undefined || placeOf(stage) === venue || stage.exchange === venue);
  for (let step = 0; step < stages.length; step += 1) {
    const stage = at(stages, seed + step);
    if (offers(stage, mishap)) return stage;
  }
  throw new Error(`${venue ?? "No venue"} does not offer ${nameOf(mishap)}.`);
}

export function placeOf({ exchange, market }: Pick<Stage, "exchange" | "market">): string {
  return `${exchange}:${market}`;
}

/** The command that repeats a run alone. */
export function commandOf({ seed }: Pick<Scenario, "seed">, { only, venue }: Fixed): string {
  const flags = [only === undefined ? "" : ` --only ${only}`, venue === undefined ? "" : ` --venue ${venue}`];
  return `npm run chaos -- --runs 1 --seed ${seed}${flags.join("")}`;
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new Error("there is nothing to choose from");
  return found;
}
