import { revokeKey } from "@/lib/features/exchange-keys/revoke-key";
import { isTraded } from "@/lib/features/orders/is-traded";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const DELETE = route({ access: "SUBSCRIBER" }, async ({ ctx, actor, params }) => {
  unwrap(await revokeKey(ctx, actor, params.id ?? "", isTraded));
  return new Response(null, { status: 204 });
});
