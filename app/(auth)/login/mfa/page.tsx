import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { AuthHead } from "@/components/accounts/auth-head";
import { CodeForm } from "@/components/accounts/code-form";
import { readPending } from "@/lib/auth/browser-session";
import { ownPath } from "@/lib/auth/own-path";
import { viewer } from "../../../viewer.ts";
import { secondFactorAction } from "../../actions.ts";

export const metadata: Metadata = { title: "Second factor" };

type Query = Promise<Record<string, string | string[] | undefined>>;

export default async function SecondFactorPage({ searchParams }: { searchParams: Query }) {
  const query = await searchParams;
  const next = typeof query.next === "string" ? ownPath(query.next, "") : "";
  const recovery = query.recovery !== undefined;
  const [pending, actor] = await Promise.all([readPending(), viewer()]);
  if (pending === null && actor === null) redirect("/login");
  if (pending === null && actor?.totpEnabled === false) redirect("/settings/security");
  const other = new URLSearchParams(next === "" ? {} : { next });
  if (!recovery) other.set("recovery", "1");
  return (
    <>
      <AuthHead title={recovery ? "Use a recovery code" : "Your code"}>
        {pending === null ? "What you are about to do needs your second factor. It counts for ten minutes." : undefined}
      </AuthHead>
      <CodeForm
        action={secondFactorAction}
        next={next === "" ? undefined : next}
        recovery={recovery}
        button={pending === null ? "Confirm" : "Sign in"}
      />
      <p className="mt-6 text-dense text-ink-2">
        <Link className="link" href={`/login/mfa?${other}`}>
          {recovery ? "Use the app instead" : "I do not have my app: use a recovery code"}
        </Link>
      </p>
    </>
  );
}
