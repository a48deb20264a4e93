import { closeSignal } from "@/lib/features/signals/close-signal";
import { idempotencyKeyOf } from "@/lib/features/signals/idempotency-key";
import { closeSignalInput } from "@/lib/features/signals/input";
import { parseInput, readJson } from "@/lib/runtime/body";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** No body, or `{fraction}` of what is still open. */
export const POST = route({ access: "PROVIDER", scope: "signals:write" }, async ({ ctx, actor, params, request }) => {
  const input = parseInput(closeSignalInput, request.body === null ? {} : await readJson(request, 1_000));
  return unwrap(await closeSignal(ctx, actor, params.id ?? "", input, idempotencyKeyOf(request.headers))).value;
});
