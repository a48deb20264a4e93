import { payoutInput } from "@/lib/features/billing/input";
import { requestPayout } from "@/lib/features/billing/request-payout";
import { idempotencyKeyOf } from "@/lib/features/signals/idempotency-key";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** All that is payable, to the provider's bank; a repeat with its Idempotency-Key answers the first answer. */
export const POST = route(
  { access: "PROVIDER", scope: "strategies:write", input: payoutInput, bodyOptional: true },
  async ({ ctx, actor, input, request }) =>
    Response.json(unwrap(await requestPayout(ctx, actor, input, idempotencyKeyOf(request.headers))), { status: 201 }),
);
