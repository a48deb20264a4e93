"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { reviewFlagInput, setIdentityForm } from "@/lib/features/compliance/input";
import { reviewFlag } from "@/lib/features/compliance/review-flag";
import { setIdentity } from "@/lib/features/compliance/set-identity";
import { AppError } from "@/lib/kernel/errors";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

const PAGE = "/admin/compliance";

export const reviewFlagAction = action({ access: "ADMIN", input: reviewFlagInput }, async ({ ctx, actor, input }) => {
  unwrap(await reviewFlag(ctx, actor, input));
  revalidatePath(PAGE);
  return { status: "done", message: "Noted." };
});

export const setIdentityAction = action({ access: "ADMIN", input: setIdentityForm }, async ({ ctx, actor, input }) => {
  const set = await setIdentity(ctx, actor, input).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "mfa_required" && actor.totpEnabled)
      redirect(`/login/mfa?next=${PAGE}`);
    throw error;
  });
  const { verified } = unwrap(set);
  revalidatePath(PAGE);
  return {
    status: "done",
    message: verified
      ? "Verified. The limits without identity hold no more."
      : "Taken back. The limits without identity hold again.",
  };
});
