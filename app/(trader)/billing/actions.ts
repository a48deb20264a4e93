"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { openPortal } from "@/lib/features/billing/open-portal";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

export const openPortalAction = action({ access: "SUBSCRIBER", input: z.strictObject({}) }, async ({ ctx, actor }) => {
  redirect(unwrap(await openPortal(ctx, actor)).url);
});
