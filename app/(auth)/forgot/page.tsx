import type { Metadata } from "next";
import Link from "next/link";
import { AuthHead } from "@/components/accounts/auth-head";
import { EmailField } from "@/components/accounts/email-field";
import { Form, SubmitButton } from "@/components/ui/form";
import { forgotAction } from "../actions.ts";

export const metadata: Metadata = { title: "Forgot password" };

export default function ForgotPage() {
  return (
    <>
      <AuthHead title="Forgot your password?">
        We mail you a link to choose a new one. Your second factor stays on.
      </AuthHead>
      <Form action={forgotAction} className="grid gap-4">
        <EmailField />
        <SubmitButton block pendingText="Sending…">
          Send the link
        </SubmitButton>
      </Form>
      <p className="mt-6 text-dense text-ink-2">
        <Link className="link" href="/login">
          Back to sign in
        </Link>
      </p>
    </>
  );
}
