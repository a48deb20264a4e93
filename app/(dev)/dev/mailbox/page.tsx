import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { MailText } from "@/components/accounts/mail-text";
import { PublicShell } from "@/components/shell/public-shell";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Field, Input } from "@/components/ui/field";
import { PageHead, Panel } from "@/components/ui/panel";
import { When } from "@/components/ui/when";
import { sandboxMail } from "@/lib/features/accounts/queries";
import { getCtx } from "@/lib/runtime/ctx";

export const metadata: Metadata = { title: "Sandbox mailbox", robots: { index: false } };

type Query = Promise<Record<string, string | string[] | undefined>>;

/** The mail that a sandbox would have sent. In production there is no such page. */
export default async function MailboxPage({ searchParams }: { searchParams: Query }) {
  const { db, config } = getCtx();
  if (!config.devEndpoints) notFound();
  const { to } = await searchParams;
  const address = typeof to === "string" && to.trim() !== "" ? to.trim().toLowerCase() : null;
  const mails = await sandboxMail(db, address, 50);
  return (
    <PublicShell home={null}>
      <div className="wrap py-12">
        <PageHead title="Sandbox mailbox" lead="Mail of this sandbox stays here instead of being sent." />
        <form className="mb-5 flex max-w-[520px] items-end gap-2">
          <Field label="Address" className="flex-1">
            <Input type="search" name="to" autoComplete="off" defaultValue={address ?? ""} />
          </Field>
          <Button type="submit">Show</Button>
        </form>
        <div className="stack max-w-[760px]">
          {mails.length === 0 && (
            <Panel label="Mail">
              <EmptyState title="No mail" level={2}>
                {address === null
                  ? "Register an account, and its mail appears here."
                  : `Nothing was sent to ${address}.`}
              </EmptyState>
            </Panel>
          )}
          {mails.map((mail) => (
            <Panel
              key={mail.id}
              title={mail.subject}
              sub={
                <span className="text-caption text-ink-3">
                  to {mail.to} · <When at={mail.at.getTime()} />
                </span>
              }
            >
              <MailText text={mail.text} links={mail.links} />
            </Panel>
          ))}
        </div>
      </div>
    </PublicShell>
  );
}
