"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { forgetActors } from "@/lib/auth/actor-cache";
import { createApiToken, revokeApiToken } from "@/lib/features/accounts/api-tokens";
import { apiTokenIdInput, apiTokenInput } from "@/lib/features/accounts/input";
import { AppError } from "@/lib/kernel/errors";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

const PAGE = "/settings/api";

export const createApiTokenAction = action({ access: "user", input: apiTokenInput }, async ({ ctx, actor, input }) => {
  const made = await createApiToken(ctx, actor, input).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "mfa_required" && actor.totpEnabled)
      redirect(`/login/mfa?next=${PAGE}`);
    throw error;
  });
  const { token } = unwrap(made);
  revalidatePath(PAGE);
  return { status: "done", data: { token } };
});

export const revokeApiTokenAction = action(
  { access: "user", input: apiTokenIdInput },
  async ({ ctx, actor, input }) => {
    unwrap(await revokeApiToken(ctx, actor, input.tokenId));
    forgetActors(actor.userId);
    revalidatePath(PAGE);
    return { status: "done", message: "The token is revoked." };
  },
);
