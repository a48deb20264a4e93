import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { AuthHead } from "@/components/accounts/auth-head";
import { OAuthButtons } from "@/components/accounts/oauth-buttons";
import { RegisterForm } from "@/components/accounts/register-form";
import { homeOf } from "@/components/shell/pages";
import { oauthChoices } from "@/lib/auth/oauth-choices";
import { ownPath } from "@/lib/auth/own-path";
import { viewer } from "../../viewer.ts";
import { registerAction } from "../actions.ts";

export const metadata: Metadata = { title: "Create account" };

type Query = Promise<Record<string, string | string[] | undefined>>;

export default async function RegisterPage({ searchParams }: { searchParams: Query }) {
  const query = await searchParams;
  const next = typeof query.next === "string" ? ownPath(query.next, "") : "";
  const actor = await viewer();
  if (actor !== null) redirect(next === "" ? homeOf(actor.role) : next);
  return (
    <>
      <AuthHead title="Create account">Paper trading costs nothing, and no card is asked for.</AuthHead>
      <RegisterForm
        action={registerAction}
        next={next === "" ? undefined : next}
        role={query.role === "PROVIDER" ? "PROVIDER" : "SUBSCRIBER"}
      />
      <OAuthButtons choices={oauthChoices()} next={next === "" ? "/welcome" : next} />
      <p className="mt-6 text-dense text-ink-2">
        You have an account?{" "}
        <Link className="link" href={next === "" ? "/login" : `/login?next=${encodeURIComponent(next)}`}>
          Sign in
        </Link>
      </p>
    </>
  );
}
