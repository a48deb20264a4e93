import { Rating, ReviewForm } from "@/components/marketplace/reviews";
import { EmptyState } from "@/components/ui/empty-state";
import { plural } from "@/components/ui/format";
import { Columns, Panel } from "@/components/ui/panel";
import { When } from "@/components/ui/when";
import { listReviews, mayReview, reviewSummary } from "@/lib/features/marketplace/queries";
import type { StrategyView } from "@/lib/features/marketplace/strategy";
import type { UtcMs } from "@/lib/kernel/time";
import { getCtx } from "@/lib/runtime/ctx";
import { viewer } from "../../../viewer.ts";
import { addReviewAction } from "./actions.ts";

const WHY_NOT = {
  not_subscribed: "Subscribers can review a strategy after seven days.",
  too_early: "You can review after seven days of your subscription.",
  done: "You have reviewed this strategy.",
  guest: "Subscribers can review a strategy after seven days. Sign in to write one.",
} as const;

export async function Reviews({ strategy, now }: { strategy: StrategyView; now: UtcMs }) {
  const { db } = getCtx();
  const actor = await viewer();
  const [reviews, summary, may] = await Promise.all([
    listReviews(db, strategy.id, { limit: 50 }),
    reviewSummary(db, strategy.id),
    actor === null ? ("guest" as const) : mayReview(db, actor.userId, strategy.id, now),
  ]);
  return (
    <Columns
      side={
        <Panel title="Write a review">
          {may === "yes" ? (
            <ReviewForm action={addReviewAction} strategyId={strategy.id} />
          ) : (
            <p className="text-dense text-ink-2">{WHY_NOT[may]}</p>
          )}
        </Panel>
      }
    >
      <Panel
        title="Reviews"
        aside={
          summary.average !== null && (
            <>
              <Rating value={summary.average} />
              <span className="text-ink-3">{plural(summary.count, "review")}</span>
            </>
          )
        }
      >
        {reviews.items.length === 0 ? (
          <EmptyState title="No review yet">Who has been subscribed for seven days may write one.</EmptyState>
        ) : (
          <ul className="list">
            {reviews.items.map((review) => (
              <li key={review.id}>
                <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                  <b>{review.author}</b>
                  <Rating value={review.rating} />
                  <span className="ml-auto text-caption text-ink-3">
                    <When at={review.createdAt} as="date" />
                  </span>
                </div>
                <p className="whitespace-pre-line text-ink-2">{review.text}</p>
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </Columns>
  );
}
