"use server";

import { revalidatePath } from "next/cache";
import { addCode } from "@/lib/features/subscriptions/add-code";
import { endCode } from "@/lib/features/subscriptions/end-code";
import { codeIdInput, codeInput } from "@/lib/features/subscriptions/input";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

export const addCodeAction = action({ access: "PROVIDER", input: codeInput }, async ({ ctx, actor, input }) => {
  unwrap(await addCode(ctx, actor, input));
  revalidatePath("/provider/strategies", "layout");
  return { status: "done" };
});

export const endCodeAction = action({ access: "PROVIDER", input: codeIdInput }, async ({ ctx, actor, input }) => {
  unwrap(await endCode(ctx, actor, input));
  revalidatePath("/provider/strategies", "layout");
  return { status: "done" };
});
