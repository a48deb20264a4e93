"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { answerOffer } from "@/lib/features/subscriptions/answer-offer";
import { cancelSubscription } from "@/lib/features/subscriptions/cancel-subscription";
import { answerInput, cancelInput } from "@/lib/features/subscriptions/input";
import { pauseSubscription } from "@/lib/features/subscriptions/pause-subscription";
import { resumeSubscription } from "@/lib/features/subscriptions/resume-subscription";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

const idInput = z.strictObject({ id: z.string().max(60) });

export const cancelAction = action(
  { access: "SUBSCRIBER", input: cancelInput.extend({ id: z.string().max(60) }) },
  async ({ ctx, actor, input: { id, ...input } }) => {
    const { cancelAtPeriodEnd } = unwrap(await cancelSubscription(ctx, actor, id, input));
    revalidatePath("/subscriptions");
    return {
      status: "done",
      message: cancelAtPeriodEnd ? "Cancelled. You keep access to the end of the period." : "Cancelled.",
    };
  },
);

export const pauseAction = action({ access: "SUBSCRIBER", input: idInput }, async ({ ctx, actor, input }) => {
  unwrap(await pauseSubscription(ctx, actor, input.id));
  revalidatePath("/subscriptions");
  return { status: "done" };
});

export const resumeAction = action({ access: "SUBSCRIBER", input: idInput }, async ({ ctx, actor, input }) => {
  unwrap(await resumeSubscription(ctx, actor, input.id));
  revalidatePath("/subscriptions");
  return { status: "done" };
});

export const answerOfferAction = action({ access: "SUBSCRIBER", input: answerInput }, async ({ ctx, actor, input }) => {
  unwrap(await answerOffer(ctx, actor, { id: input.id, agrees: input.answer === "yes" }));
  revalidatePath("/subscriptions");
  return { status: "done" };
});
