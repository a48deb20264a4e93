import { closeSignal } from "@/lib/features/signals/close-signal";
import { idempotencyKeyOf } from "@/lib/features/signals/idempotency-key";
import { closeSignalInput } from "@/lib/features/signals/input";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** No body, or `{fraction}` of what is still open. */
export const POST = route(
  { access: "PROVIDER", scope: "signals:write", input: closeSignalInput, bodyOptional: true },
  async ({ ctx, actor, params, input, request }) =>
    unwrap(await closeSignal(ctx, actor, params.id ?? "", input, idempotencyKeyOf(request.headers))).value,
);
