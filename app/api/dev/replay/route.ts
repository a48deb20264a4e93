import { controlReplay, replayView } from "@/lib/features/candles/control-replay";
import { replayInput } from "@/lib/features/candles/input";
import { AppError } from "@/lib/kernel/errors";
import type { Ctx } from "@/lib/ports/ctx";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** Where the replayed market stands. In production there is no such path. */
export const GET = route({ access: "public", limit: "none" }, async ({ ctx }) => {
  requireReplay(ctx);
  return replayView(ctx);
});

/** Moves the replayed market; with `from` or `step` the answer comes once it was walked there. */
export const POST = route({ access: "public", input: replayInput, limit: "none" }, async ({ ctx, input }) => {
  requireReplay(ctx);
  return unwrap(await controlReplay(ctx, input));
});

/** @throws AppError "not_found" in production, "conflict" when prices come from an exchange */
function requireReplay({ config }: Ctx): void {
  if (!config.devEndpoints) throw new AppError("not_found");
  if (config.marketSource !== "replay")
    throw new AppError("conflict", "Prices come from the exchange; set MARKET_SOURCE=replay to replay stored candles.");
}
