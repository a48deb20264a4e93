"use server";

import { redirect } from "next/navigation";
import { subscribeInput } from "@/lib/features/subscriptions/input";
import { returnUrl } from "@/lib/features/subscriptions/open-checkout";
import { subscribe } from "@/lib/features/subscriptions/subscribe";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

/** Leads to the payment page; a free strategy goes straight to where the confirmation would lead. */
export const subscribeAction = action(
  { access: "SUBSCRIBER", input: subscribeInput, secrets: [] }, // its "code" is a promotion's
  async ({ ctx, actor, input }) => {
    const { id, checkoutUrl } = unwrap(await subscribe(ctx, actor, input));
    redirect(checkoutUrl ?? returnUrl(ctx.config.baseUrl, id));
  },
);
