import { describe, expect, it } from "vitest";
import type { RequestPriority } from "@/lib/ports/trade-venue";
import { HeldBack, type Machine, RequestBudget } from "./request-budget.ts";

/** Time that moves when told; timers run on the way. */
function createMachine() {
  let now = 0;
  let timers: { at: number; run: () => void }[] = [];
  const machine: Machine = {
    now: () => now,
    after(ms, then) {
      const timer = { at: now + ms, run: then };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
  };
  const pass = async (ms: number) => {
    const until = now + ms;
    for (;;) {
      const next = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      timers = timers.filter((one) => one !== next);
      now = next.at;
      next.run();
      await Promise.resolve();
    }
    now = until;
    await Promise.resolve();
  };
  return { machine, pass };
}

describe("a request budget", () => {
  const used = async (left: number) => {
    const { machine, pass } = createMachine();
    const budget = new RequestBudget({ perSecond: 10, burst: 100 }, machine);
    for (let spent = 0; spent < 100 - left; spent += 1) await budget.take(1, "close");
    return { budget, pass };
  };

  it("gives turns in the order close, protect, open, size, data, whoever came first", async () => {
    const { budget, pass } = await used(0);
    const turns: RequestPriority[] = [];
    const asked = (["data", "size", "open", "protect", "close"] as const).map((priority) =>
      budget.take(1, priority).then(() => void turns.push(priority)),
    );
    await pass(8_000);
    await Promise.all(asked);
    expect(turns).toEqual(["close", "protect", "open", "size", "data"]);
  });

  it("keeps a part of itself from questions and entries, so that an exit leaves at once", async () => {
    const { budget } = await used(12);
    let asked = false;
    budget.take(1, "data").then(
      () => (asked = true),
      () => undefined,
    );
    await budget.take(1, "close");
    expect(asked).toBe(false);
  });

  it("gives a request back that would wait too long, with when to ask again", async () => {
    const { budget, pass } = await used(0);
    for (let exits = 0; exits < 60; exits += 1) budget.take(1, "close").catch(() => undefined);
    const entry = budget.take(1, "open").catch((error: unknown) => error);
    await pass(20_000);
    const held = await entry;
    expect(held).toBeInstanceOf(HeldBack);
    if (held instanceof HeldBack) expect(held.retryAfterMs).toBeGreaterThan(0);
  });

  it("stops everybody once the exchange says wait, and lets them go on after that", async () => {
    const { budget, pass } = await used(50);
    budget.bar(7_000);
    await expect(budget.take(1, "close")).rejects.toMatchObject({ name: "HeldBack", retryAfterMs: 7_000 });
    await pass(6_999);
    await expect(budget.take(1, "close")).rejects.toMatchObject({ retryAfterMs: 1 });
    await pass(2);
    await expect(budget.take(1, "close")).resolves.toBeUndefined();
  });

  it("gives back who is waiting when the exchange says wait", async () => {
    const { budget } = await used(0);
    const waiting = budget.take(1, "close");
    budget.bar(30_000);
    await expect(waiting).rejects.toMatchObject({ retryAfterMs: 30_000 });
  });
});
