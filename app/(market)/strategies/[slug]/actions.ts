"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { addReview } from "@/lib/features/marketplace/add-review";
import { reviewInput } from "@/lib/features/marketplace/input";
import { action } from "@/lib/runtime/action";

export const addReviewAction = action(
  { access: "SUBSCRIBER", input: reviewInput.extend({ strategyId: z.string().max(60) }) },
  async ({ ctx, actor, input: { strategyId, ...review } }) => {
    const result = await addReview(ctx, actor, strategyId, review);
    if (!result.ok) return { status: "refused", message: result.detail ?? "The strategy is not there any more." };
    revalidatePath("/strategies/[slug]", "page");
    return { status: "done" };
  },
);
