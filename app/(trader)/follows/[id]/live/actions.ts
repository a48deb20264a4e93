"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { goLive } from "@/lib/features/copies/live/go-live";
import { goLiveForm } from "@/lib/features/copies/live/input";
import { turnLiveOff } from "@/lib/features/subscriptions/turn-live-off";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

export const goLiveAction = action(
  { access: "SUBSCRIBER", input: goLiveForm },
  async ({ ctx, actor, input: { subscriptionId, ...input } }) => {
    unwrap(await goLive(ctx, actor, subscriptionId, input));
    revalidatePath("/", "layout");
    return { status: "done", message: "Live trading is on. New signals are traded on your exchange account." };
  },
);

export const turnLiveOffAction = action(
  { access: "SUBSCRIBER", input: z.strictObject({ followId: z.string().max(60, "That is no id of ours.") }) },
  async ({ ctx, actor, input }) => {
    unwrap(await turnLiveOff(ctx, actor, input.followId));
    revalidatePath("/", "layout");
    return {
      status: "done",
      message: "Live trading is off. New signals are copied on paper; what is open keeps its stop and gets its exits.",
    };
  },
);
