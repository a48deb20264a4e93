import type { Metadata } from "next";
import { PlanChoice } from "@/components/plans/plan-choice";
import { PlanList } from "@/components/plans/plan-list";
import { PresentPlan } from "@/components/plans/present-plan";
import { UpgradePanel } from "@/components/plans/upgrade-panel";
import { WaitForPayment } from "@/components/subscriptions/wait-for-payment";
import { Field, Textarea } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import { formatMoney } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { PageHead, Panel } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { quotaLeft } from "@/lib/features/backtests/within-quota";
import { planInput } from "@/lib/features/plans/input";
import { previewUpgrade } from "@/lib/features/plans/preview-upgrade";
import { readPlan, readUse } from "@/lib/features/plans/queries";
import { isPlatformPlan, PLAN_NAMES } from "@/lib/kernel/platform-plan";
import { getCtx } from "@/lib/runtime/ctx";
import {
  askForManagedAction,
  buyPlanAction,
  downgradePlanAction,
  keepPlanAction,
  moneyBackAction,
  upgradePlanAction,
} from "./actions.ts";

export const metadata: Metadata = { title: "Your plan" };

interface Props {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

/** The plan, and the way to another. `?to=` previews a larger one; `?paid=` is where the payment page leads back to, and grants nothing. */
export default async function PlanPage({ searchParams }: Props) {
  const actor = await requireRole("SUBSCRIBER");
  const { to, paid, moved } = await searchParams;
  const ctx = getCtx();
  const now = ctx.clock.now();
  const [view, use, quota] = await Promise.all([
    readPlan(ctx.db, actor.userId, now),
    readUse(ctx.db, actor.userId),
    quotaLeft(ctx.db, now, actor.userId),
  ]);
  const wanted = planInput.safeParse({ plan: to });
  const preview = wanted.success ? await previewUpgrade(ctx, actor, wanted.data) : null;
  return (
    <>
      <PageHead
        title="Your plan"
        lead="What the platform allows you. Strategies are paid for apart, to their providers."
        crumbs={[{ href: "/billing", label: "Billing" }]}
      />
      <div className="stack">
        {typeof moved === "string" && isPlatformPlan(moved) && moved === view.plan && (
          <Notice tone="ok" title={`You are on ${PLAN_NAMES[moved]}.`}>
            It holds from this moment on.
          </Notice>
        )}
        {paid !== undefined && view.status === "PENDING" && (
          <Panel label="Your payment">
            <WaitForPayment />
          </Panel>
        )}
        {preview !== null &&
          (preview.ok ? (
            <UpgradePanel preview={preview.value} action={upgradePlanAction} />
          ) : (
            <Notice tone="warn" title="That is not possible now.">
              {preview.detail}
            </Notice>
          ))}
        <PresentPlan
          view={view}
          used={{ ...use, backtestsPerDay: quota.runsPerDay - quota.runsLeft }}
          now={now}
          keep={keepPlanAction}
          moneyBack={moneyBackAction}
        />
        <PlanList
          taxed={ctx.config.taxed}
          current={view.plan}
          foot={(plan) => <PlanChoice plan={plan} view={view} buy={buyPlanAction} down={downgradePlanAction} />}
        />
        {view.plan !== "MANAGED" && (
          <Panel title="Managed" id="managed">
            {view.prices.MANAGED !== null && (
              <p className="mb-4">
                Our price for you is {formatMoney({ amount: view.prices.MANAGED, currency: "USD" })} a month. Choose
                Managed above.
              </p>
            )}
            {view.managedAsked ? (
              <p className="text-ink-2">Your request is here. You find our price on this page.</p>
            ) : (
              <Form action={askForManagedAction} className="grid gap-4">
                <Field label="What you need" name="message" hint="Tenants, exchanges, volumes, who to call.">
                  <Textarea maxLength={2_000} required />
                </Field>
                <div>
                  <SubmitButton variant="default" pendingText="Sending…">
                    Ask for a price
                  </SubmitButton>
                </div>
              </Form>
            )}
          </Panel>
        )}
      </div>
    </>
  );
}
