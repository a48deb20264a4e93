import { flatFaults } from "@/lib/features/signals/flat-signal";
import { idempotencyKeyOf } from "@/lib/features/signals/idempotency-key";
import { listSignalsQuery, sentSignalInput } from "@/lib/features/signals/input";
import { publishSignal } from "@/lib/features/signals/publish-signal";
import { listSignals } from "@/lib/features/signals/queries";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const GET = route({ access: "user", scope: "read", query: listSignalsQuery }, async ({ ctx, actor, query }) =>
  listSignals(ctx.db, actor.userId, ctx.clock.now(), query),
);

export const POST = route(
  { access: "PROVIDER", scope: "signals:write", input: sentSignalInput },
  async ({ ctx, actor, input: { form, signal }, request }) => {
    const result = await publishSignal(ctx, actor, signal, idempotencyKeyOf(request.headers));
    const named =
      result.ok || form === "full" || result.fieldErrors === undefined
        ? result
        : { ...result, fieldErrors: flatFaults(result.fieldErrors, signal) };
    const answer = unwrap(named);
    return Response.json(answer.value, { status: answer.status });
  },
);
