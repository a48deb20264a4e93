import type { Metadata } from "next";
import { AuthHead } from "@/components/accounts/auth-head";
import { ButtonLink } from "@/components/ui/button";
import { Form, SubmitButton } from "@/components/ui/form";
import { readUnsubscribe } from "@/lib/features/deliveries/unsubscribe";
import { getCtx } from "@/lib/runtime/ctx";
import { unsubscribeAction } from "./actions.ts";

export const metadata: Metadata = {
  title: "No more mails of this kind",
  robots: { index: false },
  referrer: "same-origin",
};

type Query = Promise<Record<string, string | string[] | undefined>>;

/** What the foot of a mail leads to. It asks for a press, since programs that look through mail open every link. */
export default async function UnsubscribePage({ searchParams }: { searchParams: Query }) {
  const { token, done } = await searchParams;
  const found = await readUnsubscribe(getCtx(), typeof token === "string" ? token : "");
  if (!found.ok) return <AuthHead title="This link does not work">{found.detail}</AuthHead>;
  const { channel, kinds } = found.value;
  const what = kinds.length === 0 ? "Nothing but tests" : kinds.join(", ");
  if (done !== undefined) {
    return (
      <>
        <AuthHead title="Done">
          {what}: not sent by {channel} any more.
        </AuthHead>
        <ButtonLink block href="/settings/notifications">
          Change all of it
        </ButtonLink>
      </>
    );
  }
  return (
    <>
      <AuthHead title="No more messages of this kind?">
        {what}, by {channel}. Everything else stays as it is.
      </AuthHead>
      <Form action={unsubscribeAction} className="grid gap-4">
        <input type="hidden" name="token" value={typeof token === "string" ? token : ""} />
        <SubmitButton block pendingText="Stopping…">
          Stop these messages
        </SubmitButton>
      </Form>
    </>
  );
}
