"use server";

import { revalidatePath } from "next/cache";
import { markReadInput } from "@/lib/features/notifications/input";
import { markNotificationsRead } from "@/lib/features/notifications/mark-read";
import { action } from "@/lib/runtime/action";

export const markReadAction = action({ access: "user", input: markReadInput }, async ({ ctx, actor, input }) => {
  await markNotificationsRead(ctx, actor, input.id ?? null);
  revalidatePath("/", "layout");
  return { status: "done" };
});
