import { expect, test } from "vitest";
import { dec } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import type { Machine } from "./request-budget.ts";
import { SharedTickers } from "./shared-tickers.ts";

const BTC = { symbol: "BTC/USDT", market: "spot" } as const;
const price = (bid: string) => ({ ok: true, value: { bid: dec(bid), ask: dec(bid), at: utcMs(0) } }) as const;

class Hand implements Machine {
  at = 0;
  readonly #waiting: { readonly at: number; readonly ring: () => void }[] = [];

  now(): number {
    return this.at;
  }

  after(ms: number, then: () => void): () => void {
    const one = { at: this.at + ms, ring: then };
    this.#waiting.push(one);
    return () => void this.#waiting.splice(this.#waiting.indexOf(one), 1);
  }

  pass(ms: number): void {
    this.at += ms;
    for (const { ring } of this.#waiting.filter(({ at }) => at <= this.at)) ring();
  }
}

test("accounts that ask at one moment share an answer", async () => {
  const tickers = new SharedTickers(new Hand());
  let questions = 0;
  const question = () => Promise.resolve(price(String(++questions)));
  const told = await Promise.all([tickers.ask(BTC, question), tickers.ask(BTC, question)]);
  expect(told).toEqual([price("1"), price("1")]);
});

test("who waits for the answer of an account that hangs asks himself (one hanging account delays none)", async () => {
  const machine = new Hand();
  const tickers = new SharedTickers(machine);
  void tickers.ask(BTC, () => new Promise(() => undefined));
  const other = tickers.ask(BTC, () => Promise.resolve(price("42000")));
  machine.pass(250);
  await expect(other).resolves.toEqual(price("42000"));
});

test("what failed was one account's own question", async () => {
  const tickers = new SharedTickers(new Hand());
  const [refused, told] = await Promise.all([
    tickers.ask(BTC, () => Promise.resolve({ ok: false, reason: "key", detail: "revoked" } as const)),
    tickers.ask(BTC, () => Promise.resolve(price("42000"))),
  ]);
  expect(refused.ok).toBe(false);
  expect(told).toEqual(price("42000"));
});
