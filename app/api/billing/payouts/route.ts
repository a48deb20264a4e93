import { payoutInput } from "@/lib/features/billing/input";
import { requestPayout } from "@/lib/features/billing/request-payout";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** All that is payable, to the provider's bank. */
export const POST = route(
  { access: "PROVIDER", scope: "strategies:write", input: payoutInput, bodyOptional: true },
  async ({ ctx, actor, input }) => Response.json(unwrap(await requestPayout(ctx, actor, input)), { status: 201 }),
);
