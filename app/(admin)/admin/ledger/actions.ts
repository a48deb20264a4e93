"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { refundForm } from "@/lib/features/billing/input";
import { refundCharge } from "@/lib/features/billing/refund-charge";
import { AppError } from "@/lib/kernel/errors";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

const PAGE = "/admin/ledger";

export const refundAction = action({ access: "ADMIN", input: refundForm }, async ({ ctx, actor, input }) => {
  const payment = `${PAGE}?payment=${input.chargeId}`;
  const refunded = await refundCharge(ctx, actor, input).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "mfa_required" && actor.totpEnabled)
      redirect(`/login/mfa?next=${encodeURIComponent(payment)}`);
    throw error;
  });
  unwrap(refunded);
  revalidatePath(PAGE);
  redirect(`${payment}&refunded=1`);
});
