"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { stopStrategyInput } from "@/lib/features/copies/live/input";
import { releaseStrategy, stopStrategy } from "@/lib/features/copies/live/stop-strategy";
import { AppError } from "@/lib/kernel/errors";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

const id = z.string().max(60);

export const stopStrategyAction = action(
  { access: "PROVIDER", input: stopStrategyInput.extend({ id }) },
  async ({ ctx, actor, input: { id: strategyId, ...input } }) => {
    unwrap(await stopStrategy(ctx, actor, strategyId, input));
    revalidatePath("/provider/strategies", "layout");
    return { status: "done", message: "Nothing of it is opened on real accounts from now on." };
  },
);

export const releaseStrategyAction = action(
  { access: "PROVIDER", input: z.strictObject({ id }) },
  async ({ ctx, actor, input }) => {
    const released = await releaseStrategy(ctx, actor, input.id).catch((error: unknown) => {
      if (error instanceof AppError && error.code === "mfa_required" && actor.totpEnabled)
        redirect(`/login/mfa?next=/provider/strategies/${encodeURIComponent(input.id)}`);
      throw error;
    });
    unwrap(released);
    revalidatePath("/provider/strategies", "layout");
    return { status: "done", message: "Released. New entries are possible again." };
  },
);
