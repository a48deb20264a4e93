"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { setLimitsForm } from "@/lib/features/orders/input";
import { setLimits } from "@/lib/features/orders/set-limits";
import { AppError } from "@/lib/kernel/errors";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

const PAGE = "/settings/limits";

export const setLimitsAction = action({ access: "SUBSCRIBER", input: setLimitsForm }, async ({ ctx, actor, input }) => {
  const set = await setLimits(ctx, actor, input).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "mfa_required" && actor.totpEnabled)
      redirect(`/login/mfa?next=${PAGE}`);
    throw error;
  });
  unwrap(set);
  revalidatePath("/", "layout");
  return { status: "done", message: "These limits hold from the next trade on." };
});
