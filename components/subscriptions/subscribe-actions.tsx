import { StatusBadge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import type { SubscriptionView } from "@/lib/features/subscriptions/queries";

/** The actions at the head of a strategy's page, by where the reader stands with it. */
export function SubscribeActions({
  slug,
  status,
  free,
  subscription,
}: {
  readonly slug: string;
  readonly status: string;
  readonly free: boolean;
  /** The reader's living subscription; null for guests too. */
  readonly subscription: SubscriptionView | null;
}) {
  if (subscription === null) {
    if (status !== "ACTIVE") return null;
    return (
      <ButtonLink href={`/strategies/${slug}/subscribe`} variant="primary">
        {free ? "Subscribe for free" : "Subscribe"}
      </ButtonLink>
    );
  }
  if (subscription.status === "PENDING") {
    return (
      <ButtonLink href={`/strategies/${slug}/subscribe`} variant="primary">
        Finish subscribing
      </ButtonLink>
    );
  }
  return (
    <>
      <StatusBadge status={subscription.status} label={subscription.hasAccess ? "Subscribed" : undefined} />
      <ButtonLink href="/subscriptions">Manage</ButtonLink>
      {subscription.hasAccess && subscription.follow !== null && (
        <ButtonLink href={`/follows/${subscription.follow.id}`} variant="primary">
          {subscription.follow.mode === "NOTIFY" ? "Follow on paper" : "Follow settings"}
        </ButtonLink>
      )}
    </>
  );
}
