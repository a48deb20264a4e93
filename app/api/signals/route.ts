import { idempotencyKeyOf } from "@/lib/features/signals/idempotency-key";
import { listSignalsQuery, publishSignalInput } from "@/lib/features/signals/input";
import { publishSignal } from "@/lib/features/signals/publish-signal";
import { listSignals } from "@/lib/features/signals/queries";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const GET = route({ access: "user", scope: "read", query: listSignalsQuery }, async ({ ctx, actor, query }) =>
  listSignals(ctx.db, actor.userId, ctx.clock.now(), query),
);

export const POST = route(
  { access: "PROVIDER", scope: "signals:write", input: publishSignalInput },
  async ({ ctx, actor, input, request }) => {
    const answer = unwrap(await publishSignal(ctx, actor, input, idempotencyKeyOf(request.headers)));
    return Response.json(answer.value, { status: answer.status });
  },
);
