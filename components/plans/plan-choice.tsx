import { Button, ButtonLink } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import type { PlanView } from "@/lib/features/plans/queries";
import { isLarger, PLAN_NAMES, PLAN_PAGE, type PlatformPlan } from "@/lib/kernel/platform-plan";

/** What can be done about one plan by who is on another: buy, move up, move down, end, ask. */
export function PlanChoice({
  plan,
  view,
  buy,
  down,
}: {
  readonly plan: PlatformPlan;
  readonly view: PlanView;
  readonly buy: FormAction;
  readonly down: FormAction;
}) {
  const pays = view.status !== null && view.status !== "PENDING";
  if (plan === view.plan) return <p className="text-caption text-ink-3">Your plan</p>;
  if (plan === "MANAGED" && view.prices.MANAGED === null)
    return <ButtonLink href={`${PLAN_PAGE}#managed`}>{view.managedAsked ? "Asked for" : "Ask for Managed"}</ButtonLink>;
  if (!pays) {
    if (plan === "TRIAL") return null;
    return (
      <Form action={buy}>
        <input type="hidden" name="plan" value={plan} />
        <SubmitButton pendingText="Opening Stripe…" variant={plan === "PRO" ? "primary" : "default"}>
          Choose {PLAN_NAMES[plan]}
        </SubmitButton>
      </Form>
    );
  }
  const waits = view.next !== null || view.endsThen;
  if (isLarger(plan, view.plan))
    return waits || view.status !== "ACTIVE" ? (
      <p className="text-caption text-ink-3">
        {waits ? `Keep ${PLAN_NAMES[view.plan]} first.` : "Mend your payment first."}
      </p>
    ) : (
      <ButtonLink href={`${PLAN_PAGE}?to=${plan}`}>See what it costs now</ButtonLink>
    );
  if (waits) return null;
  return (
    <ConfirmDialog
      trigger={<Button>{plan === "TRIAL" ? "End my plan" : `Move down to ${PLAN_NAMES[plan]}`}</Button>}
      title={plan === "TRIAL" ? "End my plan" : `Move down to ${PLAN_NAMES[plan]}`}
      description="It happens when what you paid for ends; until then everything stays. Live copies beyond the smaller plan open nothing new, and their exits still come."
      confirm={plan === "TRIAL" ? "End it then" : "Move down then"}
      keep={`Keep ${PLAN_NAMES[view.plan]}`}
      action={down}
      fields={{ plan }}
    />
  );
}
