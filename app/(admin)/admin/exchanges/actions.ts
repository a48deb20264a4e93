"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { exchangeRuleForm } from "@/lib/features/exchange-keys/form";
import { setExchangeRule } from "@/lib/features/exchange-keys/set-exchange-rule";
import { AppError } from "@/lib/kernel/errors";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

const PAGE = "/admin/exchanges";

export const setExchangeRuleAction = action(
  { access: "ADMIN", input: exchangeRuleForm },
  async ({ ctx, actor, input }) => {
    const set = await setExchangeRule(ctx, actor, input).catch((error: unknown) => {
      if (error instanceof AppError && error.code === "mfa_required" && actor.totpEnabled)
        redirect(`/login/mfa?next=${PAGE}`);
      throw error;
    });
    unwrap(set);
    revalidatePath(PAGE);
    return { status: "done", message: "Noted. Stored keys are judged by it at their next check." };
  },
);
