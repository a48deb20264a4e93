"use server";

import { revalidatePath } from "next/cache";
import { markReadInput, markUnreadInput } from "@/lib/features/notifications/input";
import { markNotificationsRead } from "@/lib/features/notifications/mark-read";
import { markNotificationsUnread } from "@/lib/features/notifications/mark-unread";
import { toIso } from "@/lib/kernel/time";
import { action } from "@/lib/runtime/action";

export const markReadAction = action({ access: "user", input: markReadInput }, async ({ ctx, actor, input }) => {
  const { count, markedAt } = await markNotificationsRead(ctx, actor, input);
  revalidatePath("/", "layout");
  return { status: "done", data: { count: String(count), markedAt: toIso(markedAt) } };
});

export const markUnreadAction = action({ access: "user", input: markUnreadInput }, async ({ ctx, actor, input }) => {
  await markNotificationsUnread(ctx, actor, input);
  revalidatePath("/", "layout");
  return { status: "done" };
});
