"use server";

import { redirect } from "next/navigation";
import { homeOf } from "@/components/shell/pages";
import { forgetActors } from "@/lib/auth/actor-cache";
import { roleInput } from "@/lib/features/accounts/input";
import { chooseRole } from "@/lib/features/accounts/update-profile";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

export const chooseRoleAction = action({ access: "user", input: roleInput }, async ({ ctx, actor, input }) => {
  const { role } = unwrap(await chooseRole(ctx, actor, input.role));
  forgetActors(actor.userId);
  redirect(homeOf(role));
});
