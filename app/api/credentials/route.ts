import { storeKeyInput } from "@/lib/features/exchange-keys/input";
import { keyOf, keysOf } from "@/lib/features/exchange-keys/queries";
import { storeKey } from "@/lib/features/exchange-keys/store-key";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const GET = route({ access: "SUBSCRIBER" }, async ({ ctx, actor }) => ({
  items: await keysOf(ctx.db, actor.userId),
  nextCursor: null,
}));

export const POST = route({ access: "SUBSCRIBER", input: storeKeyInput }, async ({ ctx, actor, input }) => {
  const { id } = unwrap(await storeKey(ctx, actor, input));
  return Response.json(await keyOf(ctx.db, actor.userId, id), { status: 201 });
});
