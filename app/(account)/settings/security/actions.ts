"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { forgetActors } from "@/lib/auth/actor-cache";
import { dropBrowserSession } from "@/lib/auth/browser-session";
import { changePassword } from "@/lib/features/accounts/change-password";
import { changePasswordInput, sessionInput, startTotpInput, totpCodeInput } from "@/lib/features/accounts/input";
import { revokeSession, signOutEverywhere } from "@/lib/features/accounts/revoke-sessions";
import { confirmTotp, renewRecoveryCodes, startTotp, turnOffTotp } from "@/lib/features/accounts/set-up-totp";
import { AppError } from "@/lib/kernel/errors";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";

const PAGE = "/settings/security";
const nothing = z.strictObject({});

export const changePasswordAction = action(
  { access: "user", input: changePasswordInput },
  async ({ ctx, actor, input, ip }) => {
    const { signedOut } = unwrap(await changePassword(ctx, actor, input, ip));
    forgetActors(actor.userId);
    revalidatePath(PAGE);
    const others = signedOut === 1 ? "1 other device was" : `${signedOut} other devices were`;
    return { status: "done", message: `Your password is changed. ${others} signed out.` };
  },
);

export const startTotpAction = action({ access: "user", input: startTotpInput }, async ({ ctx, actor, input, ip }) => {
  unwrap(await startTotp(ctx, actor, input.password, ip));
  revalidatePath(PAGE);
  return { status: "done" };
});

export const confirmTotpAction = action({ access: "user", input: totpCodeInput }, async ({ ctx, actor, input }) => {
  const { recoveryCodes } = unwrap(await confirmTotp(ctx, actor, input.code));
  forgetActors(actor.userId);
  return { status: "done", data: { recoveryCodes: recoveryCodes.join("\n") } };
});

export const renewRecoveryCodesAction = action({ access: "user", input: nothing }, async ({ ctx, actor }) => {
  const { recoveryCodes } = await withFreshMfa(() => renewRecoveryCodes(ctx, actor));
  return { status: "done", data: { recoveryCodes: recoveryCodes.join("\n") } };
});

export const turnOffTotpAction = action({ access: "user", input: nothing }, async ({ ctx, actor }) => {
  await withFreshMfa(() => turnOffTotp(ctx, actor));
  forgetActors(actor.userId);
  revalidatePath(PAGE);
  return { status: "done", message: "Your second factor is off." };
});

export const revokeSessionAction = action({ access: "user", input: sessionInput }, async ({ ctx, actor, input }) => {
  unwrap(await revokeSession(ctx, actor, input.sessionId));
  forgetActors(actor.userId);
  if (input.sessionId === actor.sessionId) {
    await dropBrowserSession();
    redirect("/login");
  }
  revalidatePath(PAGE);
  return { status: "done", message: "The device is signed out." };
});

export const signOutEverywhereAction = action({ access: "user", input: nothing }, async ({ ctx, actor }) => {
  await signOutEverywhere(ctx, actor);
  forgetActors(actor.userId);
  await dropBrowserSession();
  redirect("/login");
});

/** Sends whoever must show his code first to do so, and back. */
async function withFreshMfa<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof AppError && error.code === "mfa_required") redirect(`/login/mfa?next=${PAGE}`);
    throw error;
  }
}
