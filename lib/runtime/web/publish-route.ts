import { flatFaults } from "@/lib/features/signals/flat-signal";
import { idempotencyKeyOf } from "@/lib/features/signals/idempotency-key";
import { sentSignalInput } from "@/lib/features/signals/input";
import { publishSignal } from "@/lib/features/signals/publish-signal";
import { readSignal } from "@/lib/features/signals/read-signal";
import { plainRoute } from "../plain-route.ts";
import { unwrap } from "../problem.ts";

/** POST /api/signals, for Next's route and for the front server, which answers it without Next (hot-routes.ts). */
export const publishRoute = plainRoute(
  { access: "PROVIDER", scope: "signals:write", input: sentSignalInput, quickInput: readSignal },
  async ({ ctx, actor, input: { form, signal }, request }) => {
    const result = await publishSignal(ctx, actor, signal, idempotencyKeyOf(request.headers));
    const named =
      result.ok || form === "full" || result.fieldErrors === undefined
        ? result
        : { ...result, fieldErrors: flatFaults(result.fieldErrors, signal) };
    const answer = unwrap(named);
    return { status: answer.status, value: answer.value };
  },
);
