import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { PLATFORM_PLANS, type PlatformPlan } from "@/lib/kernel/platform-plan";
import type { FieldErrors } from "@/lib/kernel/result";

/** What a tenant may set himself (SPEC 6, Guards): the most that he lets each trade, each day and all trades together cost. US dollars. */
export interface OwnLimits {
  readonly maxTradeUsd: Dec;
  readonly entriesPerDay: number;
  readonly portfolioRiskPct: Dec;
  readonly runLossUsd: Dec;
  readonly drawdownUsd: Dec;
  readonly maxLeverage: Dec;
  readonly symbols: readonly string[];
}

/** The most that a plan lets a tenant allow himself; of symbols the number. */
export interface LimitCeilings extends Omit<OwnLimits, "symbols"> {
  readonly symbols: number;
}

/** The only place of these numbers: rules, page and the sentence of a no read them here. A trial trades on paper, at most with the defaults. */
export const LIMIT_CEILINGS: Readonly<Record<PlatformPlan, LimitCeilings>> = {
  TRIAL: ceilings("50", 20, "1", "200", "500", "3", 2),
  STARTER: ceilings("2500", 50, "5", "1000", "2500", "5", 20),
  PRO: ceilings("50000", 200, "20", "20000", "50000", "20", 100),
  MANAGED: ceilings("1000000", 1_000, "100", "1000000", "1000000", "100", 1_000),
};

/** Limits as they hold on a plan: what was set on a larger one counts no further than this one allows. */
export function withinPlan<L extends OwnLimits>(limits: L, plan: PlatformPlan): L {
  const most = LIMIT_CEILINGS[plan];
  return {
    ...limits,
    maxTradeUsd: least(limits.maxTradeUsd, most.maxTradeUsd),
    entriesPerDay: Math.min(limits.entriesPerDay, most.entriesPerDay),
    portfolioRiskPct: least(limits.portfolioRiskPct, most.portfolioRiskPct),
    runLossUsd: least(limits.runLossUsd, most.runLossUsd),
    drawdownUsd: least(limits.drawdownUsd, most.drawdownUsd),
    maxLeverage: least(limits.maxLeverage, most.maxLeverage),
    symbols: limits.symbols.slice(0, most.symbols),
  };
}

/** What of `to` is wider than `from`, by field: a raise asks for a fresh second factor, anything else for nothing. */
export function raisedLimits(from: OwnLimits, to: OwnLimits): readonly (keyof OwnLimits)[] {
  const wider = AMOUNTS.filter((field) => dec(to[field]).gt(from[field]));
  return to.symbols.some((symbol) => !from.symbols.includes(symbol)) ? [...wider, "symbols"] : wider;
}

/** What of `to` a plan does not allow, at its fields, with the most that it does and the plan that would; null: all of it is. */
export function overPlan(to: OwnLimits, plan: PlatformPlan): FieldErrors | null {
  const most = LIMIT_CEILINGS[plan];
  const faults: [string, readonly string[]][] = AMOUNTS.filter((field) => dec(to[field]).gt(most[field])).map(
    (field) => [
      field,
      [
        `Your plan ${titled(plan)} allows at most ${said(field, most[field])}.${offer((one) => dec(one[field]).gte(to[field]))}`,
      ],
    ],
  );
  if (to.symbols.length > most.symbols)
    faults.push([
      "symbols",
      [
        `Your plan ${titled(plan)} allows at most ${most.symbols} symbols.${offer((one) => one.symbols >= to.symbols.length)}`,
      ],
    ]);
  return faults.length === 0 ? null : Object.fromEntries(faults);
}

const AMOUNTS = [
  "maxTradeUsd",
  "entriesPerDay",
  "portfolioRiskPct",
  "runLossUsd",
  "drawdownUsd",
  "maxLeverage",
] as const satisfies readonly (keyof OwnLimits)[];

function said(field: (typeof AMOUNTS)[number], most: Dec | number): string {
  const number = Number(most).toLocaleString("en");
  if (field === "entriesPerDay") return `${number} trades a day`;
  if (field === "portfolioRiskPct") return `${number} %`;
  return field === "maxLeverage" ? `${number}x` : `${number} USD`;
}

function offer(allows: (most: LimitCeilings) => boolean): string {
  const next = PLATFORM_PLANS.find((plan) => allows(LIMIT_CEILINGS[plan]));
  return next === undefined ? "" : ` ${titled(next)} allows it.`;
}

function titled(plan: PlatformPlan): string {
  return plan.charAt(0) + plan.slice(1).toLowerCase();
}

function least(one: Dec, other: Dec): Dec {
  return one.lte(other) ? one : other;
}

function ceilings(
  trade: string,
  entriesPerDay: number,
  risk: string,
  runLoss: string,
  drawdown: string,
  leverage: string,
  symbols: number,
): LimitCeilings {
  return {
    maxTradeUsd: dec(trade),
    entriesPerDay,
    portfolioRiskPct: dec(risk),
    runLossUsd: dec(runLoss),
    drawdownUsd: dec(drawdown),
    maxLeverage: dec(leverage),
    symbols,
  };
}

/** The same limits as decimal text, for answers and the audit. */
export function limitTexts(limits: OwnLimits) {
  return {
    maxTradeUsd: plain(limits.maxTradeUsd),
    entriesPerDay: limits.entriesPerDay,
    portfolioRiskPct: plain(limits.portfolioRiskPct),
    runLossUsd: plain(limits.runLossUsd),
    drawdownUsd: plain(limits.drawdownUsd),
    maxLeverage: plain(limits.maxLeverage),
    symbols: [...limits.symbols],
  };
}
