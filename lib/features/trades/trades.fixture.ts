import { arrangeLive, type LiveFollower, type LiveScene } from "@/lib/features/copies/live/live.fixture";
import { type Actor, sessionlessActor } from "@/lib/kernel/actor";
import { plain } from "@/lib/kernel/decimal";
import type { TestDb } from "@/lib/testing/test-db";
import type { BuyInput } from "./input.ts";
import { requestBuy } from "./request-buy.ts";
import { tradeWork } from "./work-trades.ts";

/** Of 50 USDT, at a market of 42,000 to 42,010. */
export const BUY: BuyInput = {
  symbol: "BTC/USDT",
  amount: "50",
  stopLoss: "41000",
  maxSlippageBps: 50,
  riskAccepted: false,
  phrase: "",
  confirmWord: "",
};

/** Somebody who trades live by a key of his own and asks with a token of scope trade:live. */
export class HandTrader {
  actor: Actor;

  constructor(
    readonly live: LiveScene,
    readonly who: LiveFollower,
  ) {
    const { userId } = who.ids;
    const person = sessionlessActor({ userId, role: "SUBSCRIBER", email: "", name: "" });
    this.actor = { ...person, scopes: ["trade:live"] };
  }

  get ctx() {
    return this.live.ctx;
  }

  /** A worker takes the account, plans what waits there, and works on. */
  async work(seconds = 4): Promise<void> {
    const held = await this.who.start();
    await tradeWork(this.who.ctx).beside(held);
    await this.who.work(seconds);
  }

  /** @returns the request's id */
  async buys(more: Partial<BuyInput> = {}): Promise<string> {
    const asked = await requestBuy(this.ctx, this.actor, { ...BUY, ...more }, null);
    if (!asked.ok) throw new Error(`${asked.reason}: ${asked.detail ?? JSON.stringify(asked.fieldErrors)}`);
    return asked.value.id;
  }

  sent(): string[] {
    return this.who.venue.placed.map(({ request: { side, type, timeInForce, qty, price, trigger } }) =>
      [side, type, timeInForce, plain(qty), plain(price ?? trigger ?? 0)].join(" "),
    );
  }
}

export async function openHandTrader(db: TestDb, terms: Parameters<LiveScene["follow"]>[0] = {}): Promise<HandTrader> {
  const live = await arrangeLive(db);
  const who = await live.follow(terms);
  live.price(42_000, 42_010);
  return new HandTrader(live, who);
}
