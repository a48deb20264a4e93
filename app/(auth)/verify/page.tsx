import type { Metadata } from "next";
import Link from "next/link";
import { AuthHead } from "@/components/accounts/auth-head";
import { homeOf } from "@/components/shell/pages";
import { ButtonLink } from "@/components/ui/button";
import { Form, SubmitButton } from "@/components/ui/form";
import { forgetActors } from "@/lib/auth/actor-cache";
import { verifyEmail } from "@/lib/features/accounts/verify-email";
import { getCtx } from "@/lib/runtime/ctx";
import { viewer } from "../../viewer.ts";
import { resendVerifyMailAction } from "./actions.ts";

export const metadata: Metadata = { title: "Confirm your address", referrer: "same-origin" };

type Query = Promise<Record<string, string | string[] | undefined>>;

/** The mailed link opens here and confirms at once: a page that asks for one more press would only lose people. */
export default async function VerifyPage({ searchParams }: { searchParams: Query }) {
  const { token, sent } = await searchParams;
  const actor = await viewer();
  if (typeof token === "string") {
    const result = await verifyEmail(getCtx(), token);
    if (result.ok) {
      forgetActors(result.value.userId);
      const home = actor === null ? { href: "/login", label: "Sign in" } : { href: homeOf(actor.role), label: "Go on" };
      return (
        <>
          <AuthHead title="Address confirmed">You can now sell strategies and make API tokens.</AuthHead>
          <ButtonLink variant="primary" block href={home.href}>
            {home.label}
          </ButtonLink>
        </>
      );
    }
    return (
      <>
        <AuthHead title="This link does not work">{result.detail}</AuthHead>
        <Again signedIn={actor !== null} />
      </>
    );
  }
  return (
    <>
      <AuthHead title="Look into your mail">
        {sent === undefined
          ? "We sent you a link when you registered. Open it to confirm your address."
          : "We have sent a mail to the address you gave. It says how to go on."}
      </AuthHead>
      <Again signedIn={actor !== null} />
    </>
  );
}

function Again({ signedIn }: { readonly signedIn: boolean }) {
  if (!signedIn) {
    return (
      <p className="text-ink-2">
        <Link className="link" href="/login?next=/verify">
          Sign in
        </Link>{" "}
        to have the mail sent again.
      </p>
    );
  }
  return (
    <Form action={resendVerifyMailAction}>
      <SubmitButton block pendingText="Sending…">
        Send the mail again
      </SubmitButton>
    </Form>
  );
}
