"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { engageSwitchInput, switchPlaceInput } from "@/lib/features/admin/input";
import { engage, release } from "@/lib/features/admin/move-switch";
import { AppError } from "@/lib/kernel/errors";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

const PAGE = "/admin/kill-switch";

export const engageSwitchAction = action(
  { access: "ADMIN", input: engageSwitchInput },
  async ({ ctx, actor, input }) => {
    unwrap(await engage(ctx, actor, input));
    revalidatePath(PAGE);
    return { status: "done", message: "Nothing new is opened from now on. Above is what the exchanges still show." };
  },
);

export const releaseSwitchAction = action(
  { access: "ADMIN", input: switchPlaceInput },
  async ({ ctx, actor, input }) => {
    const released = await release(ctx, actor, input).catch((error: unknown) => {
      if (error instanceof AppError && error.code === "mfa_required" && actor.totpEnabled)
        redirect(`/login/mfa?next=${PAGE}`);
      throw error;
    });
    unwrap(released);
    revalidatePath(PAGE);
    return { status: "done", message: "Released. New entries are possible again." };
  },
);
