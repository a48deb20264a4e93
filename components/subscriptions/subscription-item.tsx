import Link from "next/link";
import type { ReactNode } from "react";
import { Badge, ModeBadge, StatusBadge } from "@/components/ui/badge";
import { Button, ButtonLink } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field, Textarea } from "@/components/ui/field";
import { Form, SubmitButton } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { formatMoney } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { When } from "@/components/ui/when";
import type { SubscriptionView } from "@/lib/features/subscriptions/queries";

export interface SubscriptionItemActions {
  readonly cancel: FormAction;
  readonly pause: FormAction;
  readonly resume: FormAction;
  readonly answer: FormAction;
}

/** One living subscription: what is paid, until when, how it is used, and what can be done. */
export function SubscriptionItem({
  subscription,
  actions,
}: {
  readonly subscription: SubscriptionView;
  readonly actions: SubscriptionItemActions;
}) {
  const { strategy, follow, price, interval } = subscription;
  const free = price.amount === 0;
  return (
    <li className="flex flex-wrap items-start gap-x-6 gap-y-3 border-line border-t py-4 first:border-t-0">
      <div className="min-w-0 flex-[1_1_280px]">
        <p className="flex flex-wrap items-center gap-2">
          <Link href={`/strategies/${strategy.slug}`} className="font-semibold hover:underline">
            {strategy.name}
          </Link>
          {subscription.cancelAtPeriodEnd ? (
            <Badge tone="warn">{subscription.hasAccess ? "Ends soon" : "Ended"}</Badge>
          ) : (
            <StatusBadge status={subscription.status} />
          )}
          {follow?.mode === "PAPER" && <ModeBadge mode="PAPER" />}
          {follow?.mode === "LIVE" && <ModeBadge mode="LIVE" />}
          {follow?.mode === "NOTIFY" && subscription.hasAccess && <Badge tone="line">Notify only</Badge>}
        </p>
        <p className="mt-1 text-caption text-ink-3">
          by{" "}
          <Link href={`/providers/${strategy.provider.slug}`} className="underline">
            {strategy.provider.name}
          </Link>
        </p>
        <p className="mt-2 text-dense text-ink-2">{termsOf(subscription)}</p>
        {subscription.offer !== null && <Offer subscription={subscription} action={actions.answer} />}
      </div>
      <p className="num whitespace-nowrap font-semibold sm:min-w-28 sm:text-right">
        {free ? "Free" : formatMoney(price)}
        {!free && (
          <span className="block text-caption font-normal text-ink-3">
            {interval === "YEAR" ? "a year" : "a month"}
          </span>
        )}
        {subscription.discount !== null && (
          <span className="block whitespace-normal text-caption font-normal text-ink-3">{subscription.discount}</span>
        )}
      </p>
      <div className="flex flex-wrap gap-2 max-sm:w-full sm:min-w-72 sm:justify-end">
        <ItemActions subscription={subscription} actions={actions} />
      </div>
    </li>
  );
}

function ItemActions({ subscription, actions }: { subscription: SubscriptionView; actions: SubscriptionItemActions }) {
  const { id, status, strategy, follow } = subscription;
  if (status === "PENDING") {
    return (
      <>
        <Cancel subscription={subscription} action={actions.cancel} label="Do not subscribe" />
        <ButtonLink href={`/strategies/${strategy.slug}/subscribe`} variant="primary">
          Finish subscribing
        </ButtonLink>
      </>
    );
  }
  const closed = strategy.status === "ARCHIVED";
  const resumable = !closed && (status === "PAUSED" || subscription.cancelAtPeriodEnd);
  return (
    <>
      {follow !== null && subscription.hasAccess && (
        <ButtonLink href={`/follows/${follow.id}`}>Follow settings</ButtonLink>
      )}
      {status === "PAST_DUE" && (
        <ButtonLink href="/billing" variant="primary">
          Fix the payment
        </ButtonLink>
      )}
      {resumable && (
        <Form action={actions.resume} aria-label={`Resume ${strategy.name}`}>
          <input type="hidden" name="id" value={id} />
          <SubmitButton variant={status === "PAUSED" ? "primary" : "default"}>
            {status === "PAUSED" ? "Resume" : "Keep it"}
          </SubmitButton>
        </Form>
      )}
      {status === "ACTIVE" && !closed && !subscription.cancelAtPeriodEnd && (
        <ConfirmDialog
          trigger={<Button variant="ghost">Pause</Button>}
          title={`Pause ${strategy.name}`}
          description="Nothing is charged while it is paused, and no signals reach you. Exits of what is open still do."
          confirm="Pause"
          action={actions.pause}
          fields={{ id }}
        />
      )}
      {!subscription.cancelAtPeriodEnd && <Cancel subscription={subscription} action={actions.cancel} label="Cancel" />}
    </>
  );
}

/** Another price that the provider asks for: yes, no, or nothing, which is no. */
function Offer({ subscription, action }: { subscription: SubscriptionView; action: FormAction }) {
  const { offer, strategy, price, interval } = subscription;
  if (offer === null || strategy.status === "ARCHIVED") return null;
  const [asked, paid] = [formatMoney(offer.price), formatMoney(price)];
  const span = interval === "YEAR" ? "a year" : "a month";
  if (offer.agreed)
    return (
      <p className="mt-2 text-dense text-ink-2">
        From <When at={offer.fromAt} as="date" /> on you pay {asked} {span}, from the next payment.
      </p>
    );
  return (
    <Notice className="mt-3" title={`${strategy.provider.name} asks for ${asked} ${span}.`}>
      It would be for payments from <When at={offer.fromAt} as="date" /> on. Without your yes you go on paying {paid}.
      <div className="mt-3 flex flex-wrap gap-2">
        <Form action={action} aria-label={`Agree to ${asked}`}>
          <input type="hidden" name="id" value={offer.id} />
          <input type="hidden" name="answer" value="yes" />
          <SubmitButton variant="default">Agree to {asked}</SubmitButton>
        </Form>
        <Form action={action} aria-label={`Keep ${paid}`}>
          <input type="hidden" name="id" value={offer.id} />
          <input type="hidden" name="answer" value="no" />
          <SubmitButton variant="ghost">Keep {paid}</SubmitButton>
        </Form>
      </div>
    </Notice>
  );
}

function Cancel({
  subscription,
  action,
  label,
}: {
  subscription: SubscriptionView;
  action: FormAction;
  label: string;
}) {
  const { strategy, status, currentPeriodEnd } = subscription;
  const pending = status === "PENDING";
  const atOnce = status === "PAST_DUE" || currentPeriodEnd === null;
  return (
    <ConfirmDialog
      trigger={<Button variant="ghost">{label}</Button>}
      title={pending ? `Leave the checkout of ${strategy.name}` : `Cancel ${strategy.name}`}
      description={
        pending ? (
          "Nothing was charged. The payment page is closed."
        ) : atOnce ? (
          "It ends now. Exits of what was opened while you were in still reach you."
        ) : (
          <>
            You keep access until <When at={currentPeriodEnd} as="date" />, then it ends and nothing more is charged.
            Exits of what was opened still reach you.
          </>
        )
      }
      confirm={pending ? "Leave the checkout" : "Cancel the subscription"}
      keep={pending ? "Go back" : "Keep it"}
      variant="danger"
      action={action}
      fields={{ id: subscription.id }}
    >
      {!pending && (
        <Field label="Why are you leaving?" name="reason" hint="Optional. The provider does not see it.">
          <Textarea rows={2} maxLength={500} />
        </Field>
      )}
    </ConfirmDialog>
  );
}

/** When it renews or ends, in one sentence. */
function termsOf(subscription: SubscriptionView): ReactNode {
  const { status, cancelAtPeriodEnd, currentPeriodEnd, accessEndsAt, trialEndsAt, price } = subscription;
  if (status === "PENDING") return "Not paid yet. It starts when your payment is confirmed.";
  if (subscription.strategy.status === "ARCHIVED") {
    const ends = (status === "PAUSED" || subscription.hasAccess) && currentPeriodEnd !== null;
    return (
      <>
        Its provider closed this strategy: nothing more is charged.{" "}
        {ends ? (
          <>
            Ends on <When at={currentPeriodEnd} as="date" />.
          </>
        ) : (
          "Access has ended."
        )}
      </>
    );
  }
  if (status === "PAUSED")
    return "Paused: nothing is charged and no signals reach you. Resuming after the paid time begins a new one.";
  if (status === "PAST_DUE") {
    return accessEndsAt === null ? (
      "The last payment failed, and access has ended until it is paid."
    ) : (
      <>
        The last payment failed. Access stays until <When at={accessEndsAt} as="date" /> while the card is tried again.
      </>
    );
  }
  if (cancelAtPeriodEnd && currentPeriodEnd !== null) {
    return subscription.hasAccess ? (
      <>
        Cancelled: access until <When at={currentPeriodEnd} as="date" />, nothing more is charged.
      </>
    ) : (
      "Cancelled: access has ended."
    );
  }
  if (subscription.renewalHeld && currentPeriodEnd !== null) {
    return subscription.hasAccess ? (
      <>
        Its provider cannot be paid at present: access until <When at={currentPeriodEnd} as="date" />, nothing is
        charged meanwhile.
      </>
    ) : (
      "Access has ended: its provider cannot be paid at present. It goes on with the next payment once he can."
    );
  }
  if (status === "TRIALING" && trialEndsAt !== null)
    return (
      <>
        Free until <When at={trialEndsAt} as="date" />, for notices and paper; then the first payment follows.
      </>
    );
  if (price.amount === 0 || currentPeriodEnd === null) return "Runs until you cancel.";
  return (
    <>
      Renews on <When at={currentPeriodEnd} as="date" />.
    </>
  );
}
