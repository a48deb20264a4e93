import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { AuthHead } from "@/components/accounts/auth-head";
import { OAuthButtons } from "@/components/accounts/oauth-buttons";
import { SignInForm } from "@/components/accounts/sign-in-form";
import { homeOf } from "@/components/shell/pages";
import { Notice } from "@/components/ui/notice";
import { oauthChoices } from "@/lib/auth/oauth-choices";
import { ownPath } from "@/lib/auth/own-path";
import { viewer } from "../../viewer.ts";
import { signInAction } from "../actions.ts";

export const metadata: Metadata = { title: "Sign in" };

/** What next-auth's error names mean to a person. A map, since the name comes with the address and may be any word. */
const OAUTH_ERRORS: ReadonlyMap<string, string> = new Map([
  [
    "OAuthAccountNotLinked",
    "An account with this address exists, and nobody has confirmed the address. Sign in with its password, or choose a new one under “Forgot your password?”: that confirms it.",
  ],
  ["AccessDenied", "The sign-in was refused there, or the account there has no confirmed e-mail address."],
]);

type Query = Promise<Record<string, string | string[] | undefined>>;

export default async function LoginPage({ searchParams }: { searchParams: Query }) {
  const query = await searchParams;
  const given = typeof query.next === "string" ? query.next : query.callbackUrl;
  const next = typeof given === "string" ? ownPath(given, "") : "";
  const actor = await viewer();
  if (actor !== null) redirect(next === "" ? homeOf(actor.role) : next);
  const error = typeof query.error === "string" ? query.error : null;
  return (
    <>
      <AuthHead title="Sign in" />
      {query.reset !== undefined && (
        <Notice tone="ok" className="mb-4" title="Your password is changed.">
          All devices were signed out. Sign in with the new one.
        </Notice>
      )}
      {error !== null && (
        <Notice tone="bad" className="mb-4" title="You are not signed in.">
          {OAUTH_ERRORS.get(error) ?? "The sign-in elsewhere did not finish. Try again, or use your password."}
        </Notice>
      )}
      <SignInForm action={signInAction} next={next === "" ? undefined : next} />
      <OAuthButtons choices={oauthChoices()} next={next === "" ? "/dashboard" : next} />
      <p className="mt-6 flex flex-wrap justify-between gap-x-4 gap-y-2 text-dense text-ink-2">
        <Link className="link" href="/forgot">
          Forgot your password?
        </Link>
        <span>
          New here?{" "}
          <Link className="link" href={next === "" ? "/register" : `/register?next=${encodeURIComponent(next)}`}>
            Create an account
          </Link>
        </span>
      </p>
    </>
  );
}
