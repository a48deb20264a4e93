"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { connectInput, payoutInput } from "@/lib/features/billing/input";
import { requestPayout } from "@/lib/features/billing/request-payout";
import { startOnboarding } from "@/lib/features/billing/start-onboarding";
import { AppError } from "@/lib/kernel/errors";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

export const startOnboardingAction = action(
  { access: "PROVIDER", input: connectInput },
  async ({ ctx, actor, input }) => {
    redirect(unwrap(await startOnboarding(ctx, actor, input)).url);
  },
);

const PAGE = "/provider/earnings";

export const requestPayoutAction = action({ access: "PROVIDER", input: payoutInput }, async ({ ctx, actor, input }) => {
  const asked = await requestPayout(ctx, actor, input).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "mfa_required" && actor.totpEnabled)
      redirect(`/login/mfa?next=${PAGE}`);
    throw error;
  });
  unwrap(asked);
  revalidatePath(PAGE);
  return { status: "done", message: "On its way. Your bank has it in about two working days." };
});
