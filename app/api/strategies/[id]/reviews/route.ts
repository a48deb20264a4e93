import { addReview } from "@/lib/features/marketplace/add-review";
import { pageQuery, reviewInput } from "@/lib/features/marketplace/input";
import { listReviews, strategyFor } from "@/lib/features/marketplace/queries";
import { AppError } from "@/lib/kernel/errors";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const GET = route(
  { access: "public", scope: "read", query: pageQuery },
  async ({ ctx, actor, params, query }) => {
    const found = await strategyFor(ctx.db, params.id ?? "", actor);
    if (found === null) throw new AppError("not_found");
    return listReviews(ctx.db, found.strategy.id, query);
  },
);

export const POST = route(
  { access: "SUBSCRIBER", scope: "subscriptions:write", input: reviewInput },
  async ({ ctx, actor, params, input }) =>
    Response.json(unwrap(await addReview(ctx, actor, params.id ?? "", input)), { status: 201 }),
);
