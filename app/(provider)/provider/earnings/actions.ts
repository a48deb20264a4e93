"use server";

import { redirect } from "next/navigation";
import { connectInput } from "@/lib/features/billing/input";
import { startOnboarding } from "@/lib/features/billing/start-onboarding";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

export const startOnboardingAction = action(
  { access: "PROVIDER", input: connectInput },
  async ({ ctx, actor, input }) => {
    redirect(unwrap(await startOnboarding(ctx, actor, input)).url);
  },
);
