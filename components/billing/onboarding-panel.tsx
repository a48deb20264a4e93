import { Badge, type BadgeTone } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Notice } from "@/components/ui/notice";
import { KeyValues, Panel } from "@/components/ui/panel";
import type { ConnectView } from "@/lib/features/billing/queries";

type Status = ConnectView["status"];

const WORDS: Readonly<Record<Status, { badge: string; tone: BadgeTone; text: string; button: string }>> = {
  NONE: {
    badge: "Not set up",
    tone: "neutral",
    text: "Stripe asks who you are and where your money should go. It takes about five minutes, and you can leave and come back. Paid strategies can be opened when it is done.",
    button: "Set up payouts",
  },
  INCOMPLETE: {
    badge: "Not finished",
    tone: "warn",
    text: "You have begun, and Stripe still needs some answers. Paid strategies can be opened when it is done.",
    button: "Continue the set-up",
  },
  REVIEW: {
    badge: "In review",
    tone: "neutral",
    text: "You have given everything; Stripe looks it over. This page changes by itself when it is done.",
    button: "Open the set-up",
  },
  RESTRICTED: {
    badge: "Restricted",
    tone: "bad",
    text: "Stripe has stopped transfers to you until the points below are settled. Nobody new can buy your strategies meanwhile.",
    button: "Settle it at Stripe",
  },
  ACTIVE: {
    badge: "Ready to sell",
    tone: "ok",
    text: "Transfers to you are active: paid strategies can be opened, and 80 % of every payment is yours.",
    button: "Change your details",
  },
};

/** The same for who sells nothing and is paid for whom he brings. */
const EARN_TEXTS: Readonly<Record<Status, string>> = {
  NONE: "Stripe asks who you are and where your money should go. It takes about five minutes. What you earn meanwhile is kept for you.",
  INCOMPLETE: "You have begun, and Stripe still needs some answers. What you earn meanwhile is kept for you.",
  REVIEW: WORDS.REVIEW.text,
  RESTRICTED: "Stripe has stopped transfers to you until the points below are settled. What you earn is kept for you.",
  ACTIVE: "What you earn goes to your account on the 1st of the month, and from there to your bank.",
};

/** Where a provider or an affiliate stands with Stripe, and the way on. */
export function OnboardingPanel({
  connect,
  emailVerified,
  action,
  sells = true,
}: {
  readonly connect: ConnectView;
  readonly emailVerified: boolean;
  readonly action: FormAction;
  /** He sells strategies; else he earns as an affiliate. */
  readonly sells?: boolean;
}) {
  const words = WORDS[connect.status];
  const ready = connect.status === "ACTIVE" && !sells;
  return (
    <Panel title="Payout set-up" aside={<Badge tone={words.tone}>{ready ? "Ready" : words.badge}</Badge>}>
      <p className="max-w-(--measure) text-ink-2">{sells ? words.text : EARN_TEXTS[connect.status]}</p>
      {connect.status !== "NONE" && (
        <KeyValues
          className="mt-3"
          rows={[
            ["Transfers to you", connect.transfersActive ? "active" : "not yet"],
            ["Payouts to your bank", connect.payoutsEnabled ? "possible" : "not yet"],
            ["Country", connect.country ?? "—"],
            ...(connect.due.length === 0
              ? []
              : [["Stripe still asks for", connect.due.map(dueWords).join(", ")] as const]),
          ]}
        />
      )}
      {emailVerified ? (
        <Form action={action} className="mt-4">
          <input type="hidden" name="country" value="US" />
          <SubmitButton variant={connect.status === "ACTIVE" ? "default" : "primary"} pendingText="Opening Stripe…">
            {words.button}
          </SubmitButton>
        </Form>
      ) : (
        <Notice tone="warn" title="Confirm your e-mail address first." className="mt-4">
          {sells ? "Selling" : "Being paid"} needs a confirmed address.{" "}
          <ButtonLink href="/settings">Open settings</ButtonLink>
        </Notice>
      )}
    </Panel>
  );
}

/** `individual.first_name` -> `first name` */
function dueWords(due: string): string {
  return (due.split(".").at(-1) ?? due).replaceAll("_", " ");
}
