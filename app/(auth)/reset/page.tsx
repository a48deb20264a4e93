import type { Metadata } from "next";
import { AuthHead } from "@/components/accounts/auth-head";
import { ButtonLink } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import { mayFreeAddress } from "@/lib/features/accounts/free-address";
import { getCtx } from "@/lib/runtime/ctx";
import { freeAddressAction, resetAction } from "../actions.ts";

export const metadata: Metadata = { title: "New password", referrer: "same-origin" };

type Query = Promise<Record<string, string | string[] | undefined>>;

export default async function ResetPage({ searchParams }: { searchParams: Query }) {
  const { token } = await searchParams;
  if (typeof token !== "string" || token === "") {
    return (
      <>
        <AuthHead title="This link is incomplete">Open it from the mail again, or ask for a new one.</AuthHead>
        <ButtonLink variant="primary" block href="/forgot">
          Ask for a new link
        </ButtonLink>
      </>
    );
  }
  return (
    <>
      <AuthHead title="Choose a new password">All devices are signed out. Your second factor stays on.</AuthHead>
      <Form action={resetAction} className="grid gap-4">
        <input type="hidden" name="token" value={token} />
        <Field label="New password" name="password" hint="At least 8 characters; 15 or more are better.">
          <Input type="password" autoComplete="new-password" minLength={8} maxLength={128} required />
        </Field>
        <SubmitButton block pendingText="Saving…">
          Change password
        </SubmitButton>
      </Form>
      {(await mayFreeAddress(getCtx(), token)) && <NotMine token={token} />}
    </>
  );
}

function NotMine({ token }: { readonly token: string }) {
  return (
    <section className="mt-8 border-line border-t pt-6">
      <h2 className="font-semibold">You never opened this account?</h2>
      <p className="mt-2 mb-4 text-ink-2">
        Somebody registered with your address and turned a second factor on without confirming it. Free the address:
        that account loses it for good and is signed out everywhere, and you can register anew.
      </p>
      <Form action={freeAddressAction}>
        <input type="hidden" name="token" value={token} />
        <SubmitButton variant="danger" block pendingText="Freeing…">
          This was not me: free my address
        </SubmitButton>
      </Form>
    </section>
  );
}
