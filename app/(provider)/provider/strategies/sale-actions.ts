"use server";

import { revalidatePath } from "next/cache";
import { addCode } from "@/lib/features/subscriptions/add-code";
import { endCode } from "@/lib/features/subscriptions/end-code";
import { codeIdInput, codeInput, offerInput } from "@/lib/features/subscriptions/input";
import { offerPrice } from "@/lib/features/subscriptions/offer-price";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

// Its "code" is a promotion's, which comes back when refused.
export const addCodeAction = action(
  { access: "PROVIDER", input: codeInput, secrets: [] },
  async ({ ctx, actor, input }) => {
    unwrap(await addCode(ctx, actor, input));
    revalidatePath("/provider/strategies", "layout");
    return { status: "done" };
  },
);

export const endCodeAction = action({ access: "PROVIDER", input: codeIdInput }, async ({ ctx, actor, input }) => {
  unwrap(await endCode(ctx, actor, input));
  revalidatePath("/provider/strategies", "layout");
  return { status: "done" };
});

export const offerPriceAction = action({ access: "PROVIDER", input: offerInput }, async ({ ctx, actor, input }) => {
  const { asked, lowered } = unwrap(await offerPrice(ctx, actor, input));
  revalidatePath("/provider/strategies", "layout");
  const words = [asked > 0 && `${asked} asked`, lowered > 0 && `${lowered} pay less from their next payment on`];
  return { status: "done", message: `${words.filter(Boolean).join("; ")}.` };
});
