import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { formatMoney, formatNumber } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { KeyValues, Panel } from "@/components/ui/panel";
import { When } from "@/components/ui/when";
import type { PlanView } from "@/lib/features/plans/queries";
import { PLAN_LIMITS, PLAN_NAMES, PLAN_TRIAL_DAYS, type PlanLimits } from "@/lib/kernel/platform-plan";

type Used = Pick<PlanLimits, "exchanges" | "liveFollows" | "strategiesSold" | "backtestsPerDay">;

/** The plan that holds now: what it costs and until when, what of it is used, and the way out. */
export function PresentPlan({
  view,
  used,
  now,
  keep,
  moneyBack,
}: {
  readonly view: PlanView;
  readonly used: Used;
  readonly now: number;
  readonly keep: FormAction;
  readonly moneyBack: FormAction;
}) {
  const limits = PLAN_LIMITS[view.plan];
  const of = (limit: keyof Used): string => `${formatNumber(used[limit])} of ${formatNumber(limits[limit])}`;
  const change = changeWords(view);
  return (
    <Panel title={`You are on ${PLAN_NAMES[view.plan]}`} sub={<p className="text-ink-2">{termWords(view, now)}</p>}>
      {view.status === "PAST_DUE" && (
        <Notice tone="warn" title="Your last payment did not go through." className="mb-4">
          Change your card under Billing: 7 days after the first failure your plan has the trial's limits.
        </Notice>
      )}
      {view.moneyComesBack && (
        <Notice title="Your money is on its way back." className="mb-4">
          Stripe gives it to the card that paid, in some days.
        </Notice>
      )}
      <KeyValues
        rows={[
          ["Strategies trading live", of("liveFollows")],
          ["Exchanges with keys", of("exchanges")],
          ["Paid strategies on sale", of("strategiesSold")],
          ["Backtests today", of("backtestsPerDay")],
          ["Trials a search", formatNumber(limits.optimisationTrials)],
          ["API requests an hour", formatNumber(limits.requestsPerHour)],
        ]}
      />
      {change !== null && (
        <Form action={keep} className="mt-4">
          <Notice className="mb-3">{change}</Notice>
          <SubmitButton pendingText="Asking Stripe…">Keep {PLAN_NAMES[view.plan]}</SubmitButton>
        </Form>
      )}
      {view.moneyBackUntil !== null && (
        <div className="mt-4">
          <ConfirmDialog
            trigger={<Button>Get my money back</Button>}
            title="Get Starter's money back"
            description={
              <>
                All that you paid for Starter goes back to your card, and the plan ends now. This is open until{" "}
                <When at={view.moneyBackUntil} as="date" />, once.
              </>
            }
            confirm="Give my money back"
            keep={`Keep ${PLAN_NAMES[view.plan]}`}
            variant="danger"
            action={moneyBack}
          />
        </div>
      )}
    </Panel>
  );
}

function termWords({ plan, trialEndsAt, amount, currentPeriodEnd, endsThen }: PlanView, now: number): ReactNode {
  if (trialEndsAt !== null) {
    const end = <When at={trialEndsAt} as="date" />;
    return now < trialEndsAt ? (
      <>Paper only, until {end}. A strategy that you pay for is copied on paper after that too.</>
    ) : (
      <>
        Your {PLAN_TRIAL_DAYS} days ended on {end}: free strategies open nothing new on paper, and no new session
        starts. Choose a plan to go on.
      </>
    );
  }
  if (plan === "TRIAL") return "Paper only.";
  if (amount === null || currentPeriodEnd === null) return "Set for you by us: nothing is charged.";
  return (
    <>
      {formatMoney({ amount, currency: "USD" })} a month, {endsThen ? "ends" : "next"} on{" "}
      <When at={currentPeriodEnd} as="date" />.
    </>
  );
}

function changeWords({ next, endsThen, currentPeriodEnd, plan }: PlanView): ReactNode {
  if (endsThen && currentPeriodEnd !== null)
    return (
      <>
        {PLAN_NAMES[plan]} ends on <When at={currentPeriodEnd} as="date" />; then the trial&rsquo;s limits hold.
      </>
    );
  if (next === null) return null;
  return (
    <>
      {PLAN_NAMES[next.plan]} begins on <When at={next.at} as="date" /> at{" "}
      {formatMoney({ amount: next.amount, currency: "USD" })} a month; nothing is charged before.
    </>
  );
}
