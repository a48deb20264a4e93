"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { gridInput, hoursInput } from "@/lib/features/deliveries/input";
import { startTelegramLink } from "@/lib/features/deliveries/link-telegram";
import { getBotAddress } from "@/lib/features/deliveries/queries";
import { saveGrid } from "@/lib/features/deliveries/save-grid";
import { saveQuietHours } from "@/lib/features/deliveries/save-hours";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

const PAGE = "/settings/notifications";

export const saveGridAction = action({ access: "user", input: gridInput }, async ({ ctx, actor, input }) => {
  unwrap(await saveGrid(ctx, actor, input));
  revalidatePath(PAGE);
  return { status: "done", message: "Saved." };
});

export const saveHoursAction = action({ access: "user", input: hoursInput }, async ({ ctx, actor, input }) => {
  unwrap(await saveQuietHours(ctx, actor, input));
  revalidatePath(PAGE);
  return { status: "done", message: "Saved." };
});

export const connectTelegramAction = action({ access: "user", input: z.strictObject({}) }, async ({ ctx, actor }) => {
  const [{ code }, address] = await Promise.all([startTelegramLink(ctx, actor), getBotAddress(ctx.db)]);
  return { status: "done", data: { code, address: address ?? "" } };
});
