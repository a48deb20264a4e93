import { flatFaults } from "@/lib/features/signals/flat-signal";
import { idempotencyKeyOf } from "@/lib/features/signals/idempotency-key";
import { sentSignalInput } from "@/lib/features/signals/input";
import { publishSignal } from "@/lib/features/signals/publish-signal";
import { unwrap } from "../problem.ts";
import { route } from "../route.ts";

/** POST /api/signals, for Next's route and for the front server, which answers it without Next (hot-routes.ts). */
export const publishRoute = route(
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
