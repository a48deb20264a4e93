import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { SettingsPage } from "@/components/accounts/settings-page";
import { ButtonLink } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import { Panel } from "@/components/ui/panel";
import { requireActor } from "@/lib/auth/require-role";
import { profileOf } from "@/lib/features/accounts/queries";
import { getCtx } from "@/lib/runtime/ctx";
import { closeAccountAction } from "./actions.ts";

export const metadata: Metadata = { title: "Your data" };

export default async function DataPage() {
  const actor = await requireActor();
  const profile = await profileOf(getCtx().db, actor.userId);
  if (profile === null) notFound();
  return (
    <SettingsPage current="data">
      <Panel title="Take it with you">
        <p className="mb-4 max-w-(--measure) text-ink-2">
          Your account, devices, tokens and security log as one JSON file. Secrets and hashes are not in it.
        </p>
        <ButtonLink href="/settings/data/export" prefetch={false} download>
          Download my data
        </ButtonLink>
      </Panel>
      <Panel title="Close the account">
        <p className="mb-4 max-w-(--measure) text-ink-2">
          Your name, address and devices are erased, and nobody can sign in any more. Signals that were published and
          what was paid stay in the record, without your name. Your exchange keys are deleted here; delete them at your
          exchange too. Subscriptions, strategies, live sessions, open orders and positions must be closed first. What
          you earned as an affiliate and was not sent to you by then is not sent any more.
        </p>
        <Form action={closeAccountAction} className="grid max-w-[400px] gap-4">
          <input type="text" autoComplete="username" value={profile.email} readOnly hidden />
          {profile.hasPassword && (
            <Field label="Your password" name="password">
              <Input type="password" autoComplete="current-password" required />
            </Field>
          )}
          <Field label="Type CLOSE" name="phrase">
            <Input className="font-mono" autoComplete="off" spellCheck={false} required />
          </Field>
          <div>
            <SubmitButton variant="danger" pendingText="Closing…">
              Close my account
            </SubmitButton>
          </div>
        </Form>
      </Panel>
    </SettingsPage>
  );
}
