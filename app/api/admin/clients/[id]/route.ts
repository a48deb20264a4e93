import { upsertClientInput } from "@/lib/features/admin/client-input";
import { showClient } from "@/lib/features/admin/show-client";
import { upsertClient } from "@/lib/features/admin/upsert-client";
import { AppError } from "@/lib/kernel/errors";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** One tenant, by id or address. */
export const GET = route({ access: "ADMIN" }, async ({ ctx, params }) => {
  const client = await showClient(ctx, params.id ?? "");
  if (client === null) throw new AppError("not_found", "There is no such account.");
  return client;
});

/** Sets what an admin may of a tenant, and makes him where the address is nobody's yet. */
export const PUT = route({ access: "ADMIN", input: upsertClientInput }, async ({ ctx, actor, input, params }) => {
  const { userId, isNew } = unwrap(await upsertClient(ctx, actor, params.id ?? "", input));
  return Response.json(await showClient(ctx, userId), { status: isNew ? 201 : 200 });
});
