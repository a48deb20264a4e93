"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { createStrategy } from "@/lib/features/marketplace/create-strategy";
import { strategyEditForm, strategyForm } from "@/lib/features/marketplace/input";
import { STRATEGY_STATUSES } from "@/lib/features/marketplace/strategy";
import { updateStrategy } from "@/lib/features/marketplace/update-strategy";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

export const createStrategyAction = action(
  { access: "PROVIDER", input: strategyForm },
  async ({ ctx, actor, input }) => {
    const strategy = unwrap(await createStrategy(ctx, actor, input));
    revalidatePath("/provider/strategies");
    redirect(`/provider/strategies/${strategy.id}?made=1`);
  },
);

export const updateStrategyAction = action(
  { access: "PROVIDER", input: strategyEditForm },
  async ({ ctx, actor, input: { id, ...changes } }) => {
    const strategy = unwrap(await updateStrategy(ctx, actor, id, changes));
    revalidatePath("/provider/strategies", "layout");
    return { status: "done", message: `Saved. This is version ${strategy.version}.` };
  },
);

const statusForm = z.strictObject({ id: z.string().max(60), status: z.enum(STRATEGY_STATUSES).exclude(["DRAFT"]) });

const STATUS_WORDS = { ACTIVE: "Published.", PAUSED: "Paused.", ARCHIVED: "Closed." } as const;

export const setStatusAction = action({ access: "PROVIDER", input: statusForm }, async ({ ctx, actor, input }) => {
  unwrap(await updateStrategy(ctx, actor, input.id, { status: input.status }));
  revalidatePath("/provider/strategies", "layout");
  return { status: "done", message: STATUS_WORDS[input.status] };
});
