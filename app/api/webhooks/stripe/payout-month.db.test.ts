import { expect, it } from "vitest";
import { payMonth } from "@/lib/features/billing/payout-month";
import { subscribe } from "@/lib/features/subscriptions/subscribe";
import { DAY_MS } from "@/lib/kernel/time";
import { makeStrategy, makeUser, onboard } from "@/lib/testing/sale";
import { moneyStage } from "./money.fixture.ts";

const stage = moneyStage();
const { settle, sell, expectBalanced } = stage;

/** The months of a provider's payouts, by their keys. */
async function monthsPaid({ userId } = stage.provider): Promise<string[]> {
  const rows = await stage.web.db.payout.findMany({
    where: { userId },
    orderBy: { requestedAt: "asc" },
  });
  return rows.map(({ key }) => key.slice(-"yyyy-mm".length));
}

it("pays nobody within a month, and makes up a first on which nothing ran, once", async () => {
  await payMonth(stage.worker); // on 2026-01-02: it begins now and has missed nothing
  await sell();
  stage.web.clock.advance(20 * DAY_MS);
  await settle();
  await payMonth(stage.worker);
  expect(await monthsPaid()).toEqual([]);
  stage.web.clock.set("2026-02-03T05:00:00Z");
  await settle();
  await payMonth(stage.worker);
  expect(await monthsPaid()).toEqual(["2026-02"]);
  stage.web.clock.advance(20 * DAY_MS); // the renewal is payable
  await settle();
  await payMonth(stage.worker);
  expect(await monthsPaid()).toEqual(["2026-02"]);
  stage.web.clock.set("2026-03-01T00:10:00Z");
  await settle();
  await payMonth(stage.worker);
  expect(await monthsPaid()).toEqual(["2026-02", "2026-03"]);
  await expectBalanced();
});

it("tries again for whom it failed, and for nobody else: who becomes payable later waits for the next first", async () => {
  await sell();
  stage.web.clock.set("2026-04-01T00:10:00Z");
  await settle();
  await stage.stripe.control({ fail: 100 });
  await payMonth(stage.worker);
  await stage.stripe.control({ fail: 0 });
  expect(await monthsPaid()).toEqual([]);
  const newcomer = await makeUser(stage.web, "PROVIDER");
  await onboard(stage.web, newcomer, () => stage.stripe.deliver());
  const strategyId = await makeStrategy(stage.web, newcomer);
  const bought = await subscribe(stage.web, await makeUser(stage.web, "SUBSCRIBER"), { strategyId });
  await stage.stripe.pay(bought.ok ? (bought.value.checkoutUrl ?? "") : "");
  await settle();
  stage.web.clock.set("2026-04-20T00:10:00Z");
  await settle();
  await payMonth(stage.worker);
  expect([await monthsPaid(), await monthsPaid(newcomer)]).toEqual([["2026-04"], []]);
  stage.web.clock.set("2026-05-02T00:10:00Z");
  await settle();
  await payMonth(stage.worker);
  expect(await monthsPaid(newcomer)).toEqual(["2026-05"]);
  await expectBalanced();
});
