import { cancelBacktest } from "@/lib/features/backtests/cancel-backtest";
import { getBacktest, resultOf } from "@/lib/features/backtests/queries";
import { AppError } from "@/lib/kernel/errors";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** What is not known yet is left out; a search has no trades of its own (its windows and trials are in `summary`). */
export const GET = route({ access: "SUBSCRIBER", scope: "read" }, async ({ ctx, actor, params }) => {
  const id = params.id ?? "";
  const found = await getBacktest(ctx, actor.userId, id);
  if (found === null) throw new AppError("not_found");
  const { metrics, error, settings, request, summary, runs, hasResult, ...rest } = found;
  const result = hasResult ? await resultOf(ctx, actor.userId, id) : null;
  return {
    ...rest,
    settings: settings ?? request,
    ...(metrics === null ? {} : { metrics }),
    ...(result === null ? {} : result),
    ...(summary === null ? {} : { summary }),
    ...(runs === null ? {} : { runs }),
    ...(error === null ? {} : { error }),
  };
});

export const DELETE = route({ access: "SUBSCRIBER", scope: "backtests:write" }, async ({ ctx, actor, params }) =>
  unwrap(await cancelBacktest(ctx, actor, params.id ?? "")),
);
