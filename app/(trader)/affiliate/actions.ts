"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { openAffiliate } from "@/lib/features/affiliates/open-affiliate";
import { connectInput } from "@/lib/features/billing/input";
import { startOnboarding } from "@/lib/features/billing/start-onboarding";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

const PAGE = "/affiliate";

export const openAffiliateAction = action(
  { access: "SUBSCRIBER", input: z.strictObject({}) },
  async ({ ctx, actor }) => {
    await openAffiliate(ctx, actor);
    revalidatePath(PAGE);
    return { status: "done", message: "Your link is ready." };
  },
);

export const onboardAffiliateAction = action(
  { access: "SUBSCRIBER", input: connectInput },
  async ({ ctx, actor, input }) => {
    redirect(unwrap(await startOnboarding(ctx, actor, input, PAGE)).url);
  },
);
