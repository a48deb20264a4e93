"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { takeMoneyBack } from "@/lib/features/billing/give-plan-back";
import { askForManaged } from "@/lib/features/plans/ask-for-managed";
import { buyPlan } from "@/lib/features/plans/buy-plan";
import { downgradePlan } from "@/lib/features/plans/downgrade-plan";
import { downgradeInput, managedRequestInput, planInput, upgradeForm } from "@/lib/features/plans/input";
import { keepPlan } from "@/lib/features/plans/keep-plan";
import { upgradePlan } from "@/lib/features/plans/upgrade-plan";
import { PLAN_NAMES, PLAN_PAGE } from "@/lib/kernel/platform-plan";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

export const buyPlanAction = action({ access: "SUBSCRIBER", input: planInput }, async ({ ctx, actor, input }) => {
  redirect(unwrap(await buyPlan(ctx, actor, input)).checkoutUrl);
});

export const upgradePlanAction = action({ access: "SUBSCRIBER", input: upgradeForm }, async ({ ctx, actor, input }) => {
  const { plan } = unwrap(await upgradePlan(ctx, actor, input));
  revalidatePath(PLAN_PAGE);
  redirect(`${PLAN_PAGE}?moved=${plan}`);
});

export const downgradePlanAction = action(
  { access: "SUBSCRIBER", input: downgradeInput },
  async ({ ctx, actor, input }) => {
    const { at } = unwrap(await downgradePlan(ctx, actor, input));
    revalidatePath(PLAN_PAGE);
    const what = input.plan === "TRIAL" ? "Your plan ends" : `${PLAN_NAMES[input.plan]} begins`;
    return { status: "done", message: at === null ? "Your plan has ended." : `${what} when what you paid for does.` };
  },
);

export const keepPlanAction = action({ access: "SUBSCRIBER", input: z.strictObject({}) }, async ({ ctx, actor }) => {
  const { plan } = unwrap(await keepPlan(ctx, actor));
  revalidatePath(PLAN_PAGE);
  return { status: "done", message: `You keep ${PLAN_NAMES[plan]}.` };
});

export const moneyBackAction = action({ access: "SUBSCRIBER", input: z.strictObject({}) }, async ({ ctx, actor }) => {
  const { done } = unwrap(await takeMoneyBack(ctx, actor));
  revalidatePath(PLAN_PAGE);
  return {
    status: "done",
    message: done
      ? "Your money is on its way back to your card, and your plan has ended."
      : "Your money back is taken down. Stripe does not answer just now; it follows by itself.",
  };
});

export const askForManagedAction = action(
  { access: "SUBSCRIBER", input: managedRequestInput },
  async ({ ctx, actor, input }) => {
    unwrap(await askForManaged(ctx, actor, input));
    revalidatePath(PLAN_PAGE);
    return { status: "done", message: "Your request is here. You find our price on this page." };
  },
);
