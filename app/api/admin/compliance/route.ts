import { listFlagsQuery, reviewFlagInput } from "@/lib/features/compliance/input";
import { listFlags } from "@/lib/features/compliance/queries";
import { reviewFlag } from "@/lib/features/compliance/review-flag";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** What was flagged in people's trading, newest first. */
export const GET = route({ access: "ADMIN", query: listFlagsQuery }, ({ ctx, query }) => listFlags(ctx.db, query));

/** Decides about a flag, with a note. */
export const POST = route({ access: "ADMIN", input: reviewFlagInput }, async ({ ctx, actor, input }) => {
  unwrap(await reviewFlag(ctx, actor, input));
  return Response.json({ flagId: input.flagId, verdict: input.verdict }, { status: 201 });
});
