import { receiptsOf } from "@/lib/features/signals/receipt-queries";
import { AppError } from "@/lib/kernel/errors";
import { route } from "@/lib/runtime/route";

/** How many readers have the signal, and how many have seen it: for its provider. */
export const GET = route({ access: "PROVIDER", scope: "read" }, async ({ ctx, actor, params }) => {
  const receipts = await receiptsOf(ctx.db, actor.userId, params.id ?? "");
  if (receipts === null) throw new AppError("not_found");
  return receipts;
});
