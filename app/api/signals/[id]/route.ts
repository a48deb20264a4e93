import { amendSignal } from "@/lib/features/signals/amend-signal";
import { cancelSignal } from "@/lib/features/signals/cancel-signal";
import { idempotencyKeyOf } from "@/lib/features/signals/idempotency-key";
import { amendSignalInput } from "@/lib/features/signals/input";
import { getSignal } from "@/lib/features/signals/queries";
import { AppError } from "@/lib/kernel/errors";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const GET = route({ access: "user", scope: "read" }, async ({ ctx, actor, params }) => {
  const signal = await getSignal(ctx.db, actor.userId, params.id ?? "", ctx.clock.now());
  if (signal === null) throw new AppError("not_found");
  return signal;
});

export const PUT = route(
  { access: "PROVIDER", scope: "signals:write", input: amendSignalInput },
  async ({ ctx, actor, params, input, request }) =>
    unwrap(await amendSignal(ctx, actor, params.id ?? "", input, idempotencyKeyOf(request.headers))).value,
);

export const DELETE = route(
  { access: "PROVIDER", scope: "signals:write" },
  async ({ ctx, actor, params, request }) =>
    unwrap(await cancelSignal(ctx, actor, params.id ?? "", idempotencyKeyOf(request.headers))).value,
);
