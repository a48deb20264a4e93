"use server";

import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { homeOf } from "@/components/shell/pages";
import { forgetActors } from "@/lib/auth/actor-cache";
import { readPending, startBrowserSession, startPending } from "@/lib/auth/browser-session";
import { ownPath } from "@/lib/auth/own-path";
import { currentActor } from "@/lib/auth/require-role";
import { askForReset } from "@/lib/features/accounts/ask-for-reset";
import { checkPassword, passwordMark } from "@/lib/features/accounts/check-password";
import { freeAddress } from "@/lib/features/accounts/free-address";
import {
  forgotInput,
  freeAddressInput,
  loginFormInput,
  registerFormInput,
  resetInput,
  secondFactorInput,
} from "@/lib/features/accounts/input";
import { register } from "@/lib/features/accounts/register";
import { resetPassword } from "@/lib/features/accounts/reset-password";
import { finishSignIn, openBrowserSession, signInBrowser } from "@/lib/features/accounts/sign-in";
import { stepUp } from "@/lib/features/accounts/step-up";
import { claimReferral } from "@/lib/features/affiliates/claim-referral";
import { AppError } from "@/lib/kernel/errors";
import { action } from "@/lib/runtime/action";
import { unwrap } from "@/lib/runtime/problem";
import { readRef } from "@/lib/runtime/ref-cookie";
import { whereFrom } from "@/lib/runtime/where-from";

/** Password first; who has a second factor goes on to /login/mfa without a session. */
export const signInAction = action({ access: "public", input: loginFormInput }, async ({ ctx, input }) => {
  const from = whereFrom(await headers());
  const user = unwrap(await checkPassword(ctx, input, from.ip));
  if (user.totpEnabledAt !== null) {
    await startPending({ userId: user.id, via: "password", shown: passwordMark(user) });
    redirect(`/login/mfa${input.next === undefined ? "" : `?next=${encodeURIComponent(input.next)}`}`);
  }
  const signedIn = unwrap(await openBrowserSession(ctx, user, from, "password", null));
  await startBrowserSession(signedIn);
  redirect(ownPath(input.next, homeOf(signedIn.user.role)));
});

/** The code: finishes a sign-in that has begun, or proves again who is signed in before something dangerous. */
export const secondFactorAction = action({ access: "public", input: secondFactorInput }, async ({ ctx, input }) => {
  const pending = await readPending();
  if (pending !== null) {
    const signedIn = unwrap(await finishSignIn(ctx, pending, input.code, whereFrom(await headers())));
    await startBrowserSession(signedIn);
    redirect(ownPath(input.next, homeOf(signedIn.user.role)));
  }
  const actor = await currentActor();
  if (actor === null)
    throw new AppError("unauthenticated", "Ten minutes have passed. Sign in with your password again.");
  unwrap(await stepUp(ctx, actor, input.code));
  forgetActors(actor.userId);
  redirect(ownPath(input.next, "/settings/security"));
});

/** Registers and, the account being new, signs in at once; else the mail says what happened. */
export const registerAction = action({ access: "public", input: registerFormInput }, async ({ ctx, input }) => {
  const from = whereFrom(await headers());
  const { next, ...account } = input;
  unwrap(await register(ctx, account, from, claimReferral(ctx, readRef(await cookies()))));
  const { email, password } = account;
  const signedIn = await signInBrowser(ctx, { email, password }, from).catch(() => null);
  if (signedIn === null || !signedIn.ok) redirect("/verify?sent=1");
  await startBrowserSession(signedIn.value);
  redirect(ownPath(next, "/welcome"));
});

export const forgotAction = action({ access: "public", input: forgotInput }, async ({ ctx, input }) => {
  await askForReset(ctx, input.email);
  return {
    status: "done",
    message: `If ${input.email} has an account, a mail with a link is on its way. It works for one hour.`,
  };
});

export const resetAction = action({ access: "public", input: resetInput }, async ({ ctx, input }) => {
  const { userId } = unwrap(await resetPassword(ctx, input));
  forgetActors(userId);
  redirect("/login?reset=1");
});

/** For who never opened the account that his address stands on. */
export const freeAddressAction = action({ access: "public", input: freeAddressInput }, async ({ ctx, input }) => {
  const { userId } = unwrap(await freeAddress(ctx, input.token));
  forgetActors(userId);
  redirect("/register");
});
