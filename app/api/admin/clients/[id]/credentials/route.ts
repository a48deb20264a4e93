import { storeClientKey } from "@/lib/features/admin/store-client-key";
import { storeKeyInput } from "@/lib/features/exchange-keys/input";
import { keyOf } from "@/lib/features/exchange-keys/queries";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** Stores an exchange key for a tenant; what is answered is masked. */
export const POST = route({ access: "ADMIN", input: storeKeyInput }, async ({ ctx, actor, input, params }) => {
  const { userId, id } = unwrap(await storeClientKey(ctx, actor, params.id ?? "", input));
  return Response.json(await keyOf(ctx.db, userId, id), { status: 201 });
});
