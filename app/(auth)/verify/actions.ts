"use server";

import { z } from "zod";
import { resendVerifyMail } from "@/lib/features/accounts/verify-email";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

export const resendVerifyMailAction = action({ access: "user", input: z.strictObject({}) }, async ({ ctx, actor }) => {
  const { email } = unwrap(await resendVerifyMail(ctx, actor.userId));
  return { status: "done", message: `We have sent a new link to ${email}. It works for 24 hours.` };
});
