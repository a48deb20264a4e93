"use server";

import { revalidatePath } from "next/cache";
import { resendInput } from "@/lib/features/deliveries/input";
import { resend } from "@/lib/features/deliveries/resend";
import { resentWords } from "@/lib/features/deliveries/resent-words";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

export const resendDeliveriesAction = action(
  { access: "ADMIN", input: resendInput },
  async ({ ctx, actor, input, ip }) => {
    const again = unwrap(await resend(ctx, actor, input, ip));
    revalidatePath("/admin/deliveries");
    return { status: "done", message: resentWords(again) };
  },
);
