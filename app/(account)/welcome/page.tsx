import type { Metadata } from "next";
import Link from "next/link";
import { ROLE_CARDS } from "@/components/accounts/role-cards";
import { homeOf } from "@/components/shell/pages";
import { ButtonLink } from "@/components/ui/button";
import { RadioCards } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import { PageHead, Panel } from "@/components/ui/panel";
import { Stepper } from "@/components/ui/stepper";
import { requireActor } from "@/lib/auth/require-role";
import { chooseRoleAction } from "./actions.ts";

export const metadata: Metadata = { title: "Welcome" };

export default async function WelcomePage() {
  const actor = await requireActor();
  return (
    <>
      <PageHead title={`Welcome, ${actor.name}`} lead="Two things make your account safe; then look around." />
      <div className="stack max-w-[640px]">
        <Panel title="First steps">
          <Stepper
            label="First steps"
            steps={[
              {
                id: "email",
                label: "Confirm your e-mail address",
                state: actor.emailVerified ? "done" : "current",
                hint: actor.emailVerified ? actor.email : `We sent a link to ${actor.email}.`,
                action: actor.emailVerified ? undefined : (
                  <Link className="link text-dense" href="/verify">
                    Send again
                  </Link>
                ),
              },
              {
                id: "mfa",
                label: "Turn on your second factor",
                state: actor.totpEnabled ? "done" : "todo",
                action: actor.totpEnabled ? undefined : (
                  <Link className="link text-dense" href="/settings/security">
                    Set up
                  </Link>
                ),
              },
            ]}
          />
          <div className="mt-4">
            <ButtonLink variant="primary" href={homeOf(actor.role)}>
              {actor.role === "PROVIDER" ? "Go to provider overview" : "Go to Home"}
            </ButtonLink>
          </div>
        </Panel>
        {actor.role === "SUBSCRIBER" && (
          <Panel title="What brings you here?">
            <Form action={chooseRoleAction} className="grid gap-4">
              <RadioCards legend="Role" hideLegend name="role" options={ROLE_CARDS} defaultValue="SUBSCRIBER" />
              <div>
                <SubmitButton variant="default">Keep this choice</SubmitButton>
              </div>
            </Form>
          </Panel>
        )}
      </div>
    </>
  );
}
