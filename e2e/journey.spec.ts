import { expect, test } from "@playwright/test";
import { importCandles, replay } from "./support/market.ts";
import { createStrategy, newPerson, onboard, subscribeAndPay, turnOnSecondFactor } from "./support/people.ts";
import { requireCandles } from "./support/site.ts";

test("a provider sells, a subscriber pays and follows on paper", async ({ browser, request }) => {
  importCandles(requireCandles());
  await replay(request, { from: "2024-01-03T20:00:00Z", pause: true });
  const provider = await newPerson(browser, "PROVIDER", "Petra Journey");
  await onboard(provider);
  const strategy = await createStrategy(provider, { name: `Journey ${Date.now()}`, price: "99.99" });
  const subscriber = await newPerson(browser, "SUBSCRIBER", "Sam Journey");
  await turnOnSecondFactor(subscriber);
  await subscribeAndPay(subscriber, strategy.slug);
});
