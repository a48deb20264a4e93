import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { WaitForPayment } from "@/components/subscriptions/wait-for-payment";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PageHead, Panel } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { getSubscription, type SubscriptionView } from "@/lib/features/subscriptions/queries";
import { getCtx } from "@/lib/runtime/ctx";

export const metadata: Metadata = { title: "Your subscription" };

interface Props {
  searchParams: Promise<{ subscription?: string | string[] }>;
}

/** Where the payment page leads back to. It shows the state and makes none: access starts by the payment service's own word. */
export default async function ReturnPage({ searchParams }: Props) {
  const actor = await requireRole("SUBSCRIBER");
  const { subscription: id } = await searchParams;
  const ctx = getCtx();
  const subscription = typeof id === "string" ? await getSubscription(ctx.db, actor.userId, id, ctx.clock.now()) : null;
  if (subscription === null) notFound();
  const { name } = subscription.strategy;
  return (
    <>
      <PageHead title={subscription.hasAccess ? `You are subscribed to ${name}` : `Subscribing to ${name}`} />
      <div className="max-w-2xl">
        <Panel label="State of the subscription">
          <State subscription={subscription} />
        </Panel>
      </div>
    </>
  );
}

function State({ subscription }: { subscription: SubscriptionView }) {
  const { status, hasAccess, strategy, follow, trialRefused } = subscription;
  if (hasAccess) {
    return (
      <>
        <Notice tone="ok" title="It is on.">
          Every new signal of {strategy.name} reaches you from now on. Nothing is traded until you say so.
        </Notice>
        <div className="mt-4 flex flex-wrap gap-2">
          {follow !== null && (
            <ButtonLink href={`/follows/${follow.id}`} variant="primary">
              Follow on paper
            </ButtonLink>
          )}
          <ButtonLink href="/signals">See signals</ButtonLink>
          <ButtonLink href="/subscriptions">Your subscriptions</ButtonLink>
        </div>
      </>
    );
  }
  if (status === "PENDING") {
    return (
      <>
        <WaitForPayment />
        <noscript>
          <p className="mt-3">Reload this page in a moment to see whether the payment is confirmed.</p>
        </noscript>
        <p className="mt-4 text-caption text-ink-3">
          You did not pay? <a href={`/strategies/${strategy.slug}/subscribe`}>Go back to the payment</a>; nothing was
          charged.
        </p>
      </>
    );
  }
  return (
    <>
      <Notice tone="warn" title="This subscription gives no access now.">
        {trialRefused
          ? "This card had a free trial of the strategy before. Nothing was charged; you can subscribe without one."
          : status === "EXPIRED"
            ? "The payment was not made in time; nothing was charged."
            : "Look at its state under Subscriptions."}
      </Notice>
      <div className="mt-4 flex flex-wrap gap-2">
        <ButtonLink href={`/strategies/${strategy.slug}`} variant="primary">
          Back to {strategy.name}
        </ButtonLink>
        <ButtonLink href="/subscriptions">Your subscriptions</ButtonLink>
      </div>
    </>
  );
}
