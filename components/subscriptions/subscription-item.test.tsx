import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { SubscriptionView } from "@/lib/features/subscriptions/queries";
import { SubscriptionItem } from "./subscription-item.tsx";

const PAUSED: SubscriptionView = {
  id: "sub_1",
  strategyId: "str_1",
  strategy: { name: "Pullback", slug: "pullback", status: "ACTIVE", provider: { name: "Paula", slug: "paula" } },
  status: "PAUSED",
  hasAccess: false,
  price: { amount: 4_900, currency: "USD" },
  interval: "MONTH",
  offer: null,
  discount: null,
  checkoutUrl: null,
  currentPeriodEnd: "2026-12-20T10:00:00.000Z",
  trialEndsAt: null,
  cancelAtPeriodEnd: false,
  renewalHeld: false,
  resumeWaits: false,
  accessEndsAt: null,
  createdAt: "2026-11-20T10:00:00.000Z",
  activatedAt: "2026-11-20T10:00:00.000Z",
  endedAt: null,
  trialRefused: false,
  follow: null,
};

const nothing = async () => ({ status: "idle" as const });

function shown(changes: Partial<SubscriptionView>): string {
  const subscription = { ...PAUSED, ...changes };
  const actions = { cancel: nothing, pause: nothing, resume: nothing, answer: nothing };
  return renderToStaticMarkup(<SubscriptionItem subscription={subscription} actions={actions} />);
}

it("offers to resume a paused subscription, and says what that costs", () => {
  expect(shown({})).toContain("Resuming after the paid time begins a new one.");
  expect(shown({})).toContain(">Resume<");
});

it("offers no resuming that would be refused: its provider cannot be paid", () => {
  const page = shown({ resumeWaits: true });
  expect(page).toContain("Its provider cannot be paid at present: you can resume it once he can.");
  expect(page).not.toContain(">Resume<");
});

it("says of one that is paused and cancelled when it ends, not that it has", () => {
  const page = shown({ cancelAtPeriodEnd: true });
  expect(page).toContain("Cancelled: it ends on");
  expect(page).toContain("Ends soon");
});
