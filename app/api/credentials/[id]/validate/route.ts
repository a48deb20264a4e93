import { keyOf } from "@/lib/features/exchange-keys/queries";
import { requestCheck } from "@/lib/features/exchange-keys/request-check";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const POST = route({ access: "SUBSCRIBER" }, async ({ ctx, actor, params }) => {
  unwrap(await requestCheck(ctx, actor, params.id ?? ""));
  return Response.json(await keyOf(ctx.db, actor.userId, params.id ?? ""), { status: 202 });
});
