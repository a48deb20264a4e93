import { expect, it } from "vitest";
import { minor } from "@/lib/kernel/money";
import { utcMs } from "@/lib/kernel/time";
import { planAnswer, previewAnswer } from "./answers.ts";
import { upgradeInput } from "./input.ts";

const AT = utcMs(Date.UTC(2026, 10, 22, 12));

it("tells money with its currency and times as ISO texts", () => {
  const answer = planAnswer({
    plan: "PRO",
    trialEndsAt: null,
    status: "ACTIVE",
    amount: 19_900,
    currentPeriodEnd: AT,
    endsThen: false,
    next: { plan: "STARTER", amount: minor(4_900), at: AT },
    moneyBackUntil: null,
    moneyComesBack: false,
    prices: { STARTER: 4_900, PRO: 19_900, MANAGED: null },
    managedAsked: false,
  });
  expect(answer).toMatchObject({
    plan: "PRO",
    amount: { amount: 19_900, currency: "USD" },
    currentPeriodEnd: "2026-11-22T12:00:00.000Z",
    next: { plan: "STARTER", amount: { amount: 4_900, currency: "USD" }, at: "2026-11-22T12:00:00.000Z" },
    prices: { PRO: { amount: 19_900, currency: "USD" }, MANAGED: null },
  });
});

it("takes a preview's time and amount back as it told them, or in milliseconds and cents", () => {
  const preview = previewAnswer({
    plan: "PRO",
    at: AT,
    amountDue: minor(7_500),
    currency: "USD",
    lines: [{ text: "Pro", amount: minor(10_000) }],
    monthly: minor(19_900),
  });
  expect(preview).toMatchObject({ amountDue: { amount: 7_500, currency: "USD" }, monthly: { amount: 19_900 } });
  const agreed = { plan: "PRO", at: AT, amountDue: 7_500 };
  expect(upgradeInput.parse({ plan: "PRO", at: preview.at, amountDue: preview.amountDue })).toEqual(agreed);
  expect(upgradeInput.parse(agreed)).toEqual(agreed);
  const issues = upgradeInput.safeParse({ plan: "PRO", at: "now", amountDue: { amount: 1, currency: "EUR" } }).error
    ?.issues;
  expect(issues?.map(({ path, message }) => [path.join("."), message])).toEqual([
    ["at", "Look at the preview first: give its own time."],
    ["amountDue", "Look at the preview first: give its own amount."],
  ]);
});
