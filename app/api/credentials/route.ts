import { storeKeyInput } from "@/lib/features/exchange-keys/input";
import { keyOf, keysOf } from "@/lib/features/exchange-keys/queries";
import { storeKey } from "@/lib/features/exchange-keys/store-key";
import { pageOfAll } from "@/lib/features/marketplace/cursor";
import { pageQuery } from "@/lib/features/marketplace/input";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** More than a plan lets anybody have. */
const SHOWN = 100;

export const GET = route({ access: "SUBSCRIBER", query: pageQuery }, async ({ ctx, actor, query }) =>
  pageOfAll(await keysOf(ctx.db, actor.userId), { ...query, limit: query.limit ?? SHOWN }, ({ createdAt: at, id }) => ({
    at,
    id,
  })),
);

export const POST = route({ access: "SUBSCRIBER", input: storeKeyInput }, async ({ ctx, actor, input }) => {
  const { id } = unwrap(await storeKey(ctx, actor, input));
  return Response.json(await keyOf(ctx.db, actor.userId, id), { status: 201 });
});
