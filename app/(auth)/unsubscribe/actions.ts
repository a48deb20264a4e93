"use server";

import { redirect } from "next/navigation";
import { unsubscribeInput } from "@/lib/features/deliveries/input";
import { unsubscribe } from "@/lib/features/deliveries/unsubscribe";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

export const unsubscribeAction = action({ access: "public", input: unsubscribeInput }, async ({ ctx, input, ip }) => {
  unwrap(await unsubscribe(ctx, input.token, ip));
  redirect(`/unsubscribe?token=${encodeURIComponent(input.token)}&done=1`);
});
