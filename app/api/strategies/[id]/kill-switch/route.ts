import { stopStrategyInput } from "@/lib/features/copies/live/input";
import { ownStrategyStop, releaseStrategy, stopStrategy } from "@/lib/features/copies/live/stop-strategy";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** How far the stop of one's own strategy has come; `stop` is null while it is not stopped. */
export const GET = route({ access: "PROVIDER", scope: "read" }, async ({ ctx, actor, params }) => ({
  stop: unwrap(await ownStrategyStop(ctx, actor, params.id ?? "")),
}));

/** Stops new entries of one's own strategy on real accounts at once. */
export const POST = route(
  { access: "PROVIDER", scope: "strategies:write", input: stopStrategyInput },
  async ({ ctx, actor, params, input }) =>
    Response.json({ stop: unwrap(await stopStrategy(ctx, actor, params.id ?? "", input)) }, { status: 201 }),
);

/** Lets entries go again; with a fresh second factor. */
export const DELETE = route({ access: "PROVIDER", scope: "strategies:write" }, async ({ ctx, actor, params }) => {
  unwrap(await releaseStrategy(ctx, actor, params.id ?? ""));
  return { stop: null };
});
