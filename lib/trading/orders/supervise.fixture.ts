import { expect } from "vitest";
import { dec } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import { superviseTrade, type Trade, type TradeCommand, type TradeOrder } from "./supervise.ts";

export const NOW = utcMs(10_000_000);
export const instrument = {
  symbol: "BTC/USDT",
  market: "spot",
  tick: dec("0.01"),
  lot: dec("0.001"),
  minNotional: dec(5),
  makerBps: dec(10),
  takerBps: dec(10),
} as const;
const LEGS = { ENTRY: "entry", STOP: "stop:1", EXIT: "close" } as const;
export const order = (purpose: TradeOrder["purpose"], more: Partial<TradeOrder> = {}): TradeOrder => ({
  id: `ord_${more.leg ?? LEGS[purpose]}`,
  purpose,
  leg: LEGS[purpose],
  state: "FILLED",
  qty: dec(1),
  filled: more.state === "FILLED" || more.state === undefined ? dec(1) : dec(0),
  meant: more.qty ?? dec(1),
  trigger: purpose === "STOP" ? dec(90) : null,
  cancelAsked: false,
  refusal: null,
  plannedAt: NOW,
  endedAt: NOW,
  ...more,
});
const entry = order("ENTRY");
export const stop = (more: Partial<TradeOrder> = {}): TradeOrder =>
  order("STOP", { state: "ACCEPTED", qty: dec("0.999"), ...more });
export const exit = (more: Partial<TradeOrder> = {}): TradeOrder =>
  order("EXIT", { state: "PLANNED", qty: dec("0.999"), ...more });
/** 0.9995 held after the fee: 0.999 can be sold. */
export const trade = (orders: readonly TradeOrder[], more: Partial<Trade> = {}): Trade => ({
  side: "LONG",
  market: "spot",
  held: dec("0.9995"),
  stopLoss: dec(90),
  price: dec(100),
  entryPrice: dec(100),
  instrument,
  restingStop: true,
  shared: false,
  stopped: null,
  orders: [entry, ...orders],
  ...more,
});

/** A trade and the commands that it must get: each in part, and no more of them. */
export type TradeCase = readonly [name: string, given: Trade, commands: readonly object[]];

export function expectCommands(given: Trade, commands: readonly object[]): void {
  expect(superviseTrade(given, NOW)).toMatchObject(commands);
  expect(superviseTrade(given, NOW)).toHaveLength(commands.length);
}

export const placeStop = (leg: string, qty = "0.999", trigger = 90): TradeCommand => ({
  type: "placeStop",
  leg,
  qty: dec(qty),
  trigger: dec(trigger),
});
