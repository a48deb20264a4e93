"use server";

import { revalidatePath } from "next/cache";
import { forgetActors } from "@/lib/auth/actor-cache";
import { profileInput } from "@/lib/features/accounts/input";
import { updateProfile } from "@/lib/features/accounts/update-profile";
import { action } from "@/lib/runtime/action";

export const updateProfileAction = action({ access: "user", input: profileInput }, async ({ ctx, actor, input }) => {
  await updateProfile(ctx, actor, input);
  forgetActors(actor.userId);
  revalidatePath("/", "layout"); // the zone reaches every page
  return { status: "done", message: "Saved." };
});
