import { tradeStatus } from "@/lib/features/trades/queries";
import { route } from "@/lib/runtime/route";

export const GET = route({ access: "SUBSCRIBER", scope: "read" }, async ({ ctx, actor }) =>
  tradeStatus(ctx, actor.userId),
);
