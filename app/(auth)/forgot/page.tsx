import type { Metadata } from "next";
import Link from "next/link";
import { AuthHead } from "@/components/accounts/auth-head";
import { Field, Input } from "@/components/ui/field";
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
        <Field label="E-mail" name="email">
          <Input
            type="email"
            autoComplete="username"
            inputMode="email"
            autoCapitalize="none"
            spellCheck={false}
            required
          />
        </Field>
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
