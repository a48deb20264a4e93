import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { SettingsPage } from "@/components/accounts/settings-page";
import { Field, Input, Select, Textarea } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import { KeyValues, Panel } from "@/components/ui/panel";
import { When } from "@/components/ui/when";
import { requireActor } from "@/lib/auth/require-role";
import { profileOf } from "@/lib/features/accounts/queries";
import { getCtx } from "@/lib/runtime/ctx";
import { updateProfileAction } from "./actions.ts";

export const metadata: Metadata = { title: "Profile" };

export default async function ProfilePage() {
  const actor = await requireActor();
  const profile = await profileOf(getCtx().db, actor.userId);
  if (profile === null) notFound();
  // A browser may have named the zone by an alias that is not in the list.
  const zones = [...new Set(["UTC", profile.timeZone, ...Intl.supportedValuesOf("timeZone")])].map((zone) => ({
    value: zone,
    label: zone.replace(/_/g, " "),
  }));
  return (
    <SettingsPage current="profile">
      <Panel title="Account">
        <KeyValues
          rows={[
            [
              "E-mail",
              <span key="email">
                {profile.email}{" "}
                {profile.emailVerifiedAt === null ? (
                  <>
                    (not confirmed;{" "}
                    <Link className="link" href="/verify">
                      send the mail again
                    </Link>
                    )
                  </>
                ) : (
                  "(confirmed)"
                )}
              </span>,
            ],
            ["Role", profile.role === "PROVIDER" ? "Provider" : profile.role === "ADMIN" ? "Admin" : "Subscriber"],
            ["Joined", <When key="joined" at={profile.createdAt.getTime()} as="date" />],
          ]}
        />
        {profile.role === "SUBSCRIBER" && (
          <p className="mt-4 text-dense text-ink-2">
            You want to publish signals yourself?{" "}
            <Link className="link" href="/welcome">
              Become a provider
            </Link>
          </p>
        )}
        {profile.role === "PROVIDER" && (
          <p className="mt-4 text-dense text-ink-2">
            <Link className="link" href={`/providers/${profile.slug}`}>
              Your public page
            </Link>
          </p>
        )}
      </Panel>
      <Panel title="Profile">
        <Form action={updateProfileAction} className="grid gap-4">
          <Field label="Name" name="name">
            <Input autoComplete="name" maxLength={80} required defaultValue={profile.name} />
          </Field>
          <Field label="About you" name="bio" hint="Shown on your public page if you publish. Plain text.">
            <Textarea maxLength={2000} defaultValue={profile.bio} />
          </Field>
          <Field
            label="Time zone"
            name="timeZone"
            hint="For times on pages and in notifications, quiet hours and the daily report. Charts, candles, payouts and exports stay in UTC and say so."
          >
            <Select options={zones} defaultValue={profile.timeZone} />
          </Field>
          <div>
            <SubmitButton pendingText="Saving…">Save profile</SubmitButton>
          </div>
        </Form>
      </Panel>
    </SettingsPage>
  );
}
