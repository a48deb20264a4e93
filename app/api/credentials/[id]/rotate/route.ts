import { rotateKeyInput } from "@/lib/features/exchange-keys/input";
import { keyOf } from "@/lib/features/exchange-keys/queries";
import { rotateKey } from "@/lib/features/exchange-keys/rotate-key";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const POST = route({ access: "SUBSCRIBER", input: rotateKeyInput }, async ({ ctx, actor, params, input }) => {
  unwrap(await rotateKey(ctx, actor, params.id ?? "", input));
  return Response.json(await keyOf(ctx.db, actor.userId, params.id ?? ""));
});
